import { button, element, icon } from "./dom.js";
import { texts } from "./texts.js";

/** Files that go with the next question: chosen, dropped on the page, or pasted into the question. */
export class Uploads {
  #files = new Map();

  /** @param {{attach: HTMLElement, input: HTMLInputElement, list: HTMLElement, field: HTMLElement}} places */
  constructor({ attach, input, list, field }) {
    this.list = list;
    attach.addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      this.#add(input.files);
      input.value = "";
      field.focus();
    });
    field.addEventListener("paste", (event) => {
      if (event.clipboardData.files.length === 0) return;
      event.preventDefault();
      this.#add(event.clipboardData.files);
    });
    addEventListener("dragover", (event) => {
      if (event.dataTransfer.types.includes("Files")) event.preventDefault();
    });
    addEventListener("drop", (event) => {
      if (event.dataTransfer.files.length === 0) return;
      event.preventDefault();
      this.#add(event.dataTransfer.files);
    });
  }

  get files() {
    return [...this.#files.values()];
  }

  clear() {
    this.#files.clear();
    this.#show();
  }

  /** A second file of a name takes the place of the first, as it would in a folder. */
  #add(files) {
    for (const file of files) this.#files.set(file.name, file);
    this.#show();
  }

  #show() {
    this.list.replaceChildren(...this.files.map(({ name }) => element("li", { class: "chip" }, icon("file"), name,
      button({ picture: "close", label: `${texts.leaveOut}: ${name}`, class: "quiet" }, () => {
        this.#files.delete(name);
        this.#show();
      }))));
    this.list.hidden = this.#files.size === 0;
  }
}
