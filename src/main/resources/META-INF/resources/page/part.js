import { element } from "./dom.js";

/** One part of a step: a line that says what it is and what it took, and what is in it, which can be folded away. */
export class Part {
  constructor(kind, heading, { open = true, body = "div" } = {}) {
    this.body = element(body, { class: "body" });
    this.heading = element("span", { class: "heading", text: heading });
    this.preview = element("span", { class: "preview", "aria-hidden": "true" });
    this.state = element("span", { class: "state", hidden: true });
    this.amounts = element("span", { class: "amounts" });
    this.summary = element("summary", {}, this.heading, this.state, this.preview, this.amounts);
    this.element = element("details", { class: `part ${kind}`, open }, this.summary, this.body);
    this.summary.addEventListener("click", () => (this.touched = true));
  }

  /** Folds it, unless the reader has opened or folded it before. */
  fold() {
    if (!this.touched) this.element.open = false;
  }

  showState(state, text) {
    this.element.dataset.state = state;
    this.state.hidden = false;
    this.state.textContent = text;
  }

  showAmounts(...amounts) {
    this.amounts.textContent = amounts.filter(Boolean).join(" · ");
  }
}
