import * as conversations from "./conversations.js";
import { askForText, askWhether, openDialog } from "./dialogs.js";
import { button, element } from "./dom.js";
import { EXPORTS, save } from "./export.js";
import { ask, send } from "./api.js";
import { texts } from "./texts.js";

/** The list of conversations: search, open, rename, delete, export. */
export class Sidebar {
  constructor(list, search, hooks) {
    this.list = list;
    this.search = search;
    this.hooks = hooks;
    search.addEventListener("input", () => this.show());
    conversations.onChange(() => this.show());
  }

  /** @param {string | null} [current] the one that is open */
  show(current = this.current) {
    this.current = current;
    const words = this.search.value.toLowerCase().split(/\s+/);
    const found = conversations.all().filter(({ title, turns }) => {
      const text = [title, ...turns.flatMap(({ question, answer }) => [question, answer])].join("\n").toLowerCase();
      return words.every((word) => text.includes(word));
    });
    const focused = document.activeElement?.closest?.("[data-conversation]")?.dataset.conversation;
    this.list.replaceChildren(...found.map((conversation) => this.#item(conversation)));
    if (found.length === 0) this.list.append(element("li", { class: "none", text: texts.noConversations }));
    if (focused) this.list.querySelector(`[data-conversation="${CSS.escape(focused)}"] .open`)?.focus();
  }

  #item({ id, title }) {
    const open = element("a", { class: "open", href: `#${id}`, text: title, onclick: () => this.hooks.opened() });
    if (id === this.current) open.setAttribute("aria-current", "page");
    const named = (text) => `${text}: ${title}`;
    return element("li", { "data-conversation": id }, open,
      button({ picture: "pencil", label: named(texts.rename), class: "quiet rename" }, () => this.#rename(id, title)),
      button({ picture: "share", label: named(texts.export), class: "quiet export" }, () => this.#export(id)),
      button({ picture: "trash", label: named(texts.delete), class: "quiet delete" }, () => this.#delete(id, title)));
  }

  async #rename(id, title) {
    const renamed = await askForText(texts.rename, title);
    if (renamed) conversations.change(id, (conversation) => (conversation.title = renamed));
  }

  async #delete(id, title) {
    if (!(await askWhether(`${texts.delete}: ${title}`, texts.delete))) return;
    const { turns, session } = conversations.find(id) ?? { turns: [] };
    const others = conversations.all().filter((other) => other.id !== id);
    const shared = new Set(others.flatMap((other) => other.turns.flatMap(({ versions }) => versions)));
    const gone = turns.flatMap(({ versions }) => versions).filter((run) => !shared.has(run));
    const paths = gone.map((run) => `/v1/runs/${encodeURIComponent(run)}`);
    if (session && others.every((other) => other.session !== session)) paths.push(`/v1/sessions/${encodeURIComponent(session)}`);
    await Promise.allSettled(paths.map((path) => send(path, { method: "DELETE" })));
    conversations.forget(id);
  }

  #export(id) {
    const conversation = conversations.find(id);
    const choices = Object.entries(EXPORTS).map(([kind, { ending, write }]) =>
      button({ text: texts.exports[kind], class: `export-${kind}` }, async () => {
        const runs = await Promise.all(conversation.turns.map(async (turn) => {
          try {
            return await ask(`/v1/runs/${encodeURIComponent(conversations.shownRun(turn))}`);
          } catch {
            return { events: [], answer: turn.answer };
          }
        }));
        save(`${conversation.title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "") || "qwen4j"}.${ending}`,
          write(conversation, runs));
        dialog.close();
      }));
    const dialog = openDialog("exporting", texts.export, element("div", { class: "choices" }, ...choices));
  }
}
