import { Marked } from "/lib/marked/marked.esm.js";
import { button } from "./dom.js";
import { highlight } from "./highlight.js";
import { escaped, mathExtensions, showMath } from "./math.js";
import { harmless } from "./sanitize.js";
import { texts } from "./texts.js";

// Markup in a text is shown as it was written, and so are pictures, which would be fetched from somewhere.
const marked = new Marked({
  gfm: true,
  breaks: true,
  extensions: mathExtensions,
  renderer: {
    html: ({ raw }) => escaped(raw),
    image: ({ raw }) => escaped(raw),
    checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
    heading({ tokens, depth }) {
      const level = Math.min(depth + 3, 6);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>`;
    },
  },
});

function withCopy(pre) {
  const frame = document.createElement("div");
  frame.className = "code";
  const copy = button({ picture: "copy", label: texts.copyCode, class: "quiet copy" }, () =>
    navigator.clipboard?.writeText(pre.textContent));
  pre.replaceWith(frame);
  pre.tabIndex = 0;
  frame.append(pre, copy);
}

/** Shows a text in markdown in an element. */
export function showMarkdown(place, text) {
  place.replaceChildren(harmless(marked.parse(text)));
  for (const math of place.querySelectorAll("code.math")) {
    const display = math.classList.contains("block");
    const shown = document.createElement(display ? "div" : "span");
    shown.className = display ? "math display" : "math";
    shown.textContent = math.textContent;
    math.replaceWith(shown);
    showMath(shown, display);
  }
  for (const code of place.querySelectorAll("pre > code")) {
    const language = /language-([\w-]+)/.exec(code.className)?.[1];
    if (language) highlight(code, language);
    withCopy(code.parentElement);
  }
}
