import { run } from "./events.js";
import { language, texts } from "./texts.js";

const conversation = document.getElementById("conversation");
const question = document.getElementById("question");
const send = document.getElementById("send");
const stop = document.getElementById("stop");
const status = document.getElementById("status");

let history = [];
let running = null;
let ready = false;

/** An element with a class and a text; the only way text gets into the page, so that none of it can be markup. */
function element(tag, className, text = "") {
  const created = document.createElement(tag);
  created.className = className;
  created.textContent = text;
  return created;
}

function showStatus(state, text) {
  status.dataset.state = state;
  status.textContent = text;
  ready = state === "ready";
  update();
}

function update() {
  send.disabled = !ready || !question.value.trim();
  send.hidden = running !== null;
  stop.hidden = running === null;
}

async function watchStatus() {
  try {
    const { state, model, message } = await (await fetch("/v1/status")).json();
    if (state === "ready") return showStatus(state, `${model} · ${texts.ready}`);
    if (state === "failed") return showStatus(state, `${texts.failed} ${message}`);
    showStatus(state, texts.loading);
  } catch {
    showStatus("failed", texts.offline);
  }
  setTimeout(watchStatus, 1000);
}

/** Keeps the newest text in view, unless the reader has scrolled up. */
function followingEnd(change) {
  const page = document.scrollingElement;
  const atEnd = page.scrollHeight - page.scrollTop - page.clientHeight < 80;
  change();
  if (atEnd) page.scrollTop = page.scrollHeight;
}

/** One part of a run: a heading and a text that may grow. */
function part(parent, kind, heading) {
  const section = element("section", `part ${kind}`);
  const body = element(kind === "action" || kind === "observation" ? "pre" : "p", "body");
  section.append(element("h3", "heading", heading), body);
  parent.append(section);
  return { section, body };
}

/** Shows the events of one run as they come. */
class RunView {
  constructor(asked) {
    this.article = element("article", "run");
    part(this.article, "question", texts.user).body.textContent = asked;
    conversation.append(this.article);
    this.growing = null;
    this.answer = null;
  }

  grow(key, kind, heading, delta) {
    if (this.growing?.key !== key) {
      this.growing = { key, ...part(this.article, kind, heading) };
    }
    this.growing.body.textContent += delta;
  }

  show(event) {
    switch (event.event) {
      case "thought":
        this.grow(`thought ${event.step}`, "thought", texts.thought, event.delta);
        break;
      case "action": {
        const { body } = part(this.article, "action", `${texts.action}: ${event.tool}`);
        const read = Object.keys(event.arguments).length > 0;
        body.textContent = read ? JSON.stringify(event.arguments, null, 2) : event.input;
        break;
      }
      case "observation": {
        const { section, body } = part(this.article, "observation", texts.observation);
        section.classList.toggle("failed", event.failed);
        body.textContent = event.text;
        break;
      }
      case "answer":
        this.grow("answer", "answer", texts.answer, event.delta);
        break;
      case "error":
        part(this.article, "error", texts.error).body.textContent = event.message;
        break;
      case "done":
        this.finish(event);
        break;
    }
  }

  finish({ answer, outcome, steps, usage }) {
    this.answer = answer;
    if (outcome === "answered" && this.growing?.key === "answer") {
      this.growing.body.textContent = answer;
    } else if (outcome !== "failed") {
      part(this.article, "answer", texts.answer).body.textContent = answer;
    }
    this.article.append(element("p", "summary", texts.steps(steps, usage.total_tokens)));
  }

  fail(message) {
    part(this.article, "error", texts.error).body.textContent = message;
  }
}

async function ask(asked) {
  conversation.querySelector(".welcome")?.remove();
  const abort = new AbortController();
  const view = new RunView(asked);
  running = abort;
  question.value = "";
  update();
  conversation.setAttribute("aria-busy", "true");
  document.scrollingElement.scrollTop = document.scrollingElement.scrollHeight;
  try {
    for await (const event of run({ question: asked, history }, abort.signal)) {
      followingEnd(() => view.show(event.error ? { event: "error", ...event.error } : event));
      if (view.answer !== null) break; // The server may still be tidying up; the next question need not wait.
    }
    if (view.answer === null) followingEnd(() => view.fail(texts.broken));
  } catch (failure) {
    followingEnd(() => view.fail(abort.signal.aborted ? texts.stopped : failure.message));
  }
  if (running !== abort) return;
  if (view.answer !== null) history.push({ question: asked, answer: view.answer });
  running = null;
  conversation.removeAttribute("aria-busy");
  update();
  question.focus();
}

function startOver() {
  running?.abort();
  running = null;
  history = [];
  const welcome = element("div", "welcome");
  const examples = element("ul", "examples");
  for (const example of texts.examples) {
    const button = element("button", "example", example);
    button.type = "button";
    button.addEventListener("click", () => {
      question.value = example;
      update();
      question.focus();
    });
    const item = element("li", "");
    item.append(button);
    examples.append(item);
  }
  welcome.append(element("p", "", texts.welcome), examples);
  conversation.replaceChildren(welcome);
  conversation.removeAttribute("aria-busy");
  update();
  question.focus();
}

document.documentElement.lang = language;
for (const labelled of document.querySelectorAll("[data-text]")) {
  labelled.textContent = texts[labelled.dataset.text];
}
question.placeholder = texts.placeholder;
question.addEventListener("input", update);
question.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    document.getElementById("ask").requestSubmit();
  }
});
document.getElementById("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  const asked = question.value.trim();
  if (ready && running === null && asked) ask(asked);
});
document.getElementById("new").addEventListener("click", startOver);
stop.addEventListener("click", () => running?.abort());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") running?.abort();
});

showStatus("loading", texts.loading);
startOver();
watchStatus();
