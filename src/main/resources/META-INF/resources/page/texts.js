import { preference } from "./preferences.js";
import en from "./texts/en.js";
import zh from "./texts/zh.js";

const LANGUAGES = { en, zh };

/** `en` or `zh`: what the reader chose, else what the browser asks for. */
export const language =
  LANGUAGES[preference("language")] ? preference("language")
    : navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";

/** Every text that the page shows. */
export const texts = LANGUAGES[language];

/** Fills in the texts that the document itself asks for. */
export function labelDocument() {
  document.documentElement.lang = language;
  for (const labelled of document.querySelectorAll("[data-text]")) {
    labelled.textContent = texts[labelled.dataset.text];
  }
  for (const labelled of document.querySelectorAll("[data-label]")) {
    labelled.setAttribute("aria-label", texts[labelled.dataset.label]);
    if (labelled.matches("button")) labelled.title = texts[labelled.dataset.label];
  }
  for (const field of document.querySelectorAll("[data-placeholder]")) {
    field.placeholder = texts[field.dataset.placeholder];
  }
}
