import { speed } from "./amounts.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import * as conversations from "./conversations.js";
import { openDialog } from "./dialogs.js";
import { button, element, icon } from "./dom.js";
import { onKeys } from "./keys.js";
import { Panel } from "./panel.js";
import * as runs from "./runs.js";
import { Sidebar } from "./sidebar.js";
import { watchStatus } from "./status.js";
import { labelDocument, texts } from "./texts.js";
import { showTheme } from "./theme.js";
import { Uploads } from "./uploads.js";

const at = (id) => document.getElementById(id);

showTheme();
labelDocument();
for (const place of document.querySelectorAll("[data-icon]")) place.prepend(icon(place.dataset.icon));

const panel = new Panel(at("panel-content"));
const uploads = new Uploads({ attach: at("attach"), input: at("files"), list: at("attached"), field: at("question") });
const chat = new Chat(at("conversation"), {
  request: () => panel.request(),
  update: () => composer.show({ running: chat.running !== null }),
  say: (text) => (at("announcer").textContent = text),
  fail: (text) => tell(text),
  event: (event) => {
    if (event.event !== "written") return;
    const { prompt_tokens: read, completion_tokens: written } = event.call_usage;
    panel.measure(read + written, speed(written, event.millis));
    at("gauge").textContent = `${read + written} / ${panel.status?.context_length ?? "?"} · ${speed(written, event.millis)}`;
  },
  go: (id, quietly) => {
    if (quietly) history.pushState(null, "", `#${id}`);
    else location.hash = id;
    sidebar.show(id);
  },
  welcome,
});
const sidebar = new Sidebar(at("conversations"), at("search"), { opened: () => show("sidebar", false) });
const composer = new Composer(at("ask"), {
  submit: async (question) => {
    try {
      await chat.ask(question, uploads.files);
      uploads.clear();
    } catch (failure) {
      tell(failure.message);
      throw failure;
    }
  },
  stop: () => chat.stop(),
  change: () => {},
});

/** A line about something that went wrong, until the reader has seen it. */
function tell(text) {
  const line = element("div", { class: "toast", role: "alert" }, element("span", { text }),
    button({ picture: "close", label: texts.close, class: "quiet" }, () => line.remove()));
  at("toasts").replaceChildren(line);
}

function welcome(place) {
  const examples = texts.examples.map((example) =>
    element("li", {}, button({ text: example, class: "example" }, () => composer.write(example))));
  place.append(element("div", { class: "welcome" },
    element("img", { src: "/icon.svg", alt: "", class: "logo" }),
    element("h2", { text: texts.welcome }), element("p", { text: texts.welcomeMore }),
    element("ul", { class: "examples" }, ...examples)));
}

/** Opens or closes the list or the panel at the side. */
function show(side, open) {
  at(side).classList.toggle("shown", open);
  document.querySelector(`[aria-controls="${side}"]`).setAttribute("aria-expanded", open);
  if (open) at(side).querySelector("button, input, a")?.focus();
}

function toggle(side) {
  show(side, !at(side).classList.contains("shown"));
}

function startOver() {
  show("sidebar", false);
  if (location.hash) location.hash = "";
  else openHash();
  composer.field.focus();
}

function openHash() {
  const id = location.hash.slice(1);
  chat.open(conversations.find(id) ? id : null);
  sidebar.show(chat.id);
}

for (const control of document.querySelectorAll("[aria-controls]")) {
  control.addEventListener("click", () => toggle(control.getAttribute("aria-controls")));
}
for (const control of document.querySelectorAll("[data-closes]")) {
  control.addEventListener("click", () => {
    show(control.dataset.closes, false);
    document.querySelector(`[aria-controls="${control.dataset.closes}"]`).focus();
  });
}
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  composer.field.focus();
});
at("new").addEventListener("click", startOver);
addEventListener("hashchange", openHash);
onKeys({
  stop: () => chat.stop(),
  new: startOver,
  search: () => {
    show("sidebar", true);
    at("search").focus();
  },
  write: () => composer.field.focus(),
  settings: () => toggle("panel"),
  help: () => openDialog("help", texts.keys, element("dl", {},
    ...texts.keyList.flatMap(([key, what]) => [element("dt", {}, element("kbd", { text: key })), element("dd", { text: what })]))),
});

openHash();
watchStatus(at("status"), (status) => {
  panel.show(status);
  composer.show({ ready: true });
});
runs.list().then(conversations.adopt).catch(() => {});
