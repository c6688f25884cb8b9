import { commonjs } from "./commonjs.js";
import { coloured } from "./sanitize.js";

const LANGUAGES = ["python", "json", "java", "bash", "javascript", "sql", "xml", "css", "yaml", "markdown"];
const LONGEST = 100_000;
let loading = null;

async function highlighter() {
  const hljs = await commonjs("/lib/highlight/core.js");
  for (const language of LANGUAGES) {
    hljs.registerLanguage(language, await commonjs(`/lib/highlight/${language}.js`));
  }
  return hljs;
}

/** Colours the code in an element, once that is possible; it can be read until then. */
export async function highlight(code, language) {
  loading ??= highlighter();
  const hljs = await loading;
  const text = code.textContent;
  if (!hljs.getLanguage(language) || text.length > LONGEST) return;
  code.classList.add("hljs");
  code.replaceChildren(coloured(hljs.highlight(text, { language, ignoreIllegals: true }).value));
}
