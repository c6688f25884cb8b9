import { speed, time, tokens } from "./amounts.js";
import { attachment } from "./attachments.js";
import { button, element } from "./dom.js";
import { highlight } from "./highlight.js";
import { showMarkdown } from "./markdown.js";
import { Part } from "./part.js";
import { texts } from "./texts.js";
import { parts } from "./written.js";

function codeBlock(text, language) {
  const code = element("code", { text });
  highlight(code, language);
  return element("pre", { tabIndex: 0 }, code);
}

function isJson(text) {
  try {
    return /^\s*[[{]/.test(text) && JSON.parse(text) !== null;
  } catch {
    return false;
  }
}

/**
 * One step of a run as it comes: the thought, and an action with its observation or the answer.
 *
 * @param {object} steering what the reader can do: `raw`, `regenerate`, `edit`, `approve`
 */
export class Step {
  constructor(number, steering) {
    this.number = number;
    this.steering = steering;
    this.tools = element("div", { class: "tools" });
    this.element = element("li", { class: "step" }, this.tools);
    this.texts = { thought: "", answer: "" };
  }

  #part(kind, heading, options) {
    const part = new Part(kind, heading, options);
    this.tools.before(part.element);
    return part;
  }

  /** More of the thought or the answer. */
  grow(kind, delta) {
    this.texts[kind] += delta;
    this.#show(kind);
  }

  #show(kind) {
    if (!this[kind]) {
      if (kind === "answer") this.thought?.fold();
      this[kind] = this.#part(kind, texts[kind]);
    }
    if (this.drawing?.kind === kind) return;
    this.#draw();
    this.drawing = { kind, frame: requestAnimationFrame(() => this.#draw()) };
  }

  /** Text that streams is shown once a frame. */
  #draw() {
    if (!this.drawing) return;
    const { kind, frame } = this.drawing;
    cancelAnimationFrame(frame);
    this.drawing = null;
    const text = this.texts[kind].trim();
    if (kind === "answer") showMarkdown(this.answer.body, text);
    else this.thought.body.textContent = text;
    this[kind].preview.textContent = text;
  }

  /** The model has written its part of the step. */
  written({ text, millis, call_usage: usage }) {
    const { thought, rest, share } = parts(text);
    if (!this.thought && thought) {
      this.texts.thought = thought;
      this.#show("thought");
    }
    this.#draw();
    this.call = { millis, usage, share };
    const count = usage.completion_tokens;
    this.thought?.showAmounts(
      time(millis * share), tokens(Math.round(count * share), share < 1), speed(count, millis));
    if (!rest.includes("Final Answer")) this.thought?.fold();
    this.tools.append(button({ text: texts.raw, picture: "code", class: "quiet raw" }, () =>
      this.steering.raw(this.number, text)));
  }

  #share() {
    if (!this.call) return [];
    const { millis, usage, share } = this.call;
    return [time(millis * (1 - share)), tokens(Math.round(usage.completion_tokens * (1 - share)), true)];
  }

  #call({ tool, arguments: read, input }) {
    if (this.action) return;
    this.action = this.#part("action", `${texts.action}: ${tool}`);
    this.action.showAmounts(...this.#share());
    this.action.preview.textContent = input;
    const json = codeBlock(Object.keys(read).length > 0 ? JSON.stringify(read, null, 2) : input, "json");
    if (typeof read.code === "string") {
      this.action.body.append(
        codeBlock(read.code, "python"),
        element("details", { class: "json" }, element("summary", { text: "JSON" }), json));
    } else {
      this.action.body.append(json);
    }
  }

  /** The call waits for the reader. */
  needsConsent(event) {
    this.#call(event);
    this.action.showState("pending", texts.states.pending);
    const answer = (allow) => {
      this.consent.inert = true;
      this.steering.approve(event.call_id, allow).catch(() => (this.consent.inert = false));
    };
    this.consent = element("div", { class: "consent", role: "group", "aria-label": texts.states.pending },
      element("p", { text: texts.consent(event.tool, event.risk) }),
      event.reason ? element("p", { class: "reason", text: event.reason }) : "",
      button({ text: texts.allow, class: "primary allow" }, () => answer(true)),
      button({ text: texts.deny, class: "deny" }, () => answer(false)));
    this.tools.before(this.consent);
  }

  consentGiven({ allowed }) {
    this.consent?.remove();
    this.action?.showState(allowed ? "running" : "denied", texts.states[allowed ? "running" : "denied"]);
  }

  act(event) {
    this.#call(event);
    this.consent?.remove();
    this.action.showState("running", texts.states.running);
  }

  observed({ tool, text, status, failed, millis, attachments }) {
    const state = failed ? ({ denied: "denied", repeated: "repeated", interrupted: "interrupted" }[status] ?? "error") : "done";
    this.consent?.remove();
    this.action?.showState(state, texts.states[state]);
    this.observation = this.#part("observation", texts.observation);
    this.observation.element.classList.toggle("failed", failed);
    this.observation.element.dataset.tool = tool;
    this.observation.preview.textContent = text;
    this.observationMillis = millis;
    this.observation.showAmounts(time(millis));
    this.observation.body.append(isJson(text) ? codeBlock(text, "json") : element("pre", { tabIndex: 0, text }));
    this.observation.body.append(...(attachments ?? []).map(attachment));
    this.tools.append(
      button({ text: texts.regenerate, picture: "again", class: "quiet regenerate" }, () =>
        this.steering.regenerate(this.number)),
      button({ text: texts.edit, picture: "pencil", class: "quiet edit" }, () => this.#edit(text)));
  }

  /** How many tokens the observation was, as the next prompt is that much longer. */
  observationTokens(count) {
    this.observation?.showAmounts(time(this.observationMillis), tokens(count, true));
  }

  #edit(text) {
    if (this.editor) return this.editor.querySelector("textarea").focus();
    const close = () => {
      this.editor.remove();
      this.editor = null;
      this.tools.querySelector(".edit").focus();
    };
    const field = element("textarea", { value: text, rows: 4, "aria-label": texts.editLabel });
    this.editor = element("form", {
      class: "editor",
      onsubmit: (event) => {
        event.preventDefault();
        close();
        this.steering.edit(this.number, field.value);
      },
      onkeydown: (event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        close();
      },
    }, field, button({ text: texts.continue, type: "submit", class: "primary" }), button({ text: texts.cancel }, close));
    this.tools.before(this.editor);
    field.focus();
  }

  /** The run has ended with this answer. */
  answered(answer) {
    this.texts.answer = answer;
    this.#show("answer");
    this.#draw();
    this.answer.showAmounts(...this.#share());
    this.thought?.fold();
    if (!this.tools.querySelector(".regenerate")) {
      this.tools.append(
        button({ text: texts.regenerate, picture: "again", class: "quiet regenerate" }, () =>
          this.steering.regenerate(this.number)),
        button({ text: texts.copy, picture: "copy", class: "quiet copy-answer" }, () =>
          navigator.clipboard?.writeText(answer)));
    }
  }
}
