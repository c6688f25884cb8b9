import { commonjs } from "./commonjs.js";

const purify = await commonjs("/lib/dompurify/purify.min.js");

const MARKUP = {
  ALLOWED_TAGS: [
    "p", "br", "hr", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a", "span",
    "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
  ],
  ALLOWED_ATTR: ["href", "class", "start", "align"],
  ALLOWED_URI_REGEXP: /^(?:https?:|mailto:)/i,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};
const COLOURS = { ALLOWED_TAGS: ["span"], ALLOWED_ATTR: ["class"], ALLOW_DATA_ATTR: false, RETURN_DOM_FRAGMENT: true };

/** What is harmless of a text's markup. Links open elsewhere and tell nobody where they were. */
export function harmless(html) {
  const fragment = purify.sanitize(html, MARKUP);
  for (const link of fragment.querySelectorAll("a")) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
  return fragment;
}

/** The coloured spans of highlighted code, and nothing else. */
export function coloured(html) {
  return purify.sanitize(html, COLOURS);
}
