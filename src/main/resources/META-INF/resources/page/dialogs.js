import { button, element } from "./dom.js";
import { texts } from "./texts.js";

/** Opens a dialog with a heading; Escape and a click beside it close it. Gives the dialog. */
export function openDialog(kind, heading, ...content) {
  const close = button({ picture: "close", label: texts.close, class: "quiet close" }, () => dialog.close());
  const title = element("h2", { id: `${kind}-heading`, text: heading });
  const dialog = element("dialog", { class: `dialog ${kind}`, "aria-labelledby": title.id },
    element("header", {}, title, close), ...content);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** A text as it is, to read and to copy. */
export function verbatim(heading, text) {
  return element("section", { class: "verbatim" },
    element("div", { class: "line" }, element("h3", { text: heading }),
      button({ picture: "copy", label: texts.copy, class: "quiet copy" }, () => navigator.clipboard?.writeText(text))),
    element("pre", { tabIndex: 0, text }));
}

/** Asks for a line of text; gives null if the reader thinks better of it. */
export function askForText(heading, value) {
  return new Promise((resolve) => {
    const field = element("input", { value, "aria-label": heading });
    let answer = null;
    const form = element("form", {
      class: "editor",
      onsubmit: (event) => {
        event.preventDefault();
        answer = field.value.trim() || null;
        dialog.close();
      },
    }, field, button({ text: texts.save, type: "submit", class: "primary" }));
    const dialog = openDialog("asking", heading, form);
    dialog.addEventListener("close", () => resolve(answer));
    field.focus();
    field.select();
  });
}

/** Asks whether something is to be done. */
export function askWhether(heading, yes) {
  return new Promise((resolve) => {
    let answer = false;
    const dialog = openDialog("asking", heading, element("div", { class: "editor" },
      button({ text: yes, class: "primary danger" }, () => {
        answer = true;
        dialog.close();
      }),
      button({ text: texts.cancel }, () => dialog.close())));
    dialog.addEventListener("close", () => resolve(answer));
  });
}
