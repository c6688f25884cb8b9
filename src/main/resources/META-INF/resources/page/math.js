import { commonjs } from "./commonjs.js";

let loading = null;

/** Shows the TeX in an element as MathML, once that is possible; what cannot be read stays TeX. */
export async function showMath(place, display) {
  loading ??= commonjs("/lib/katex/katex.min.js");
  const katex = await loading;
  const tex = place.textContent;
  try {
    katex.render(tex, place, { displayMode: display, output: "mathml", trust: false, maxExpand: 500, strict: "ignore" });
    place.classList.add("shown");
  } catch {
    place.textContent = tex;
  }
}

const INLINE = /^(?:\$(?!\s)((?:\\.|[^\\$\n])+?)(?<!\s)\$(?!\d)|\\\(([\s\S]+?)\\\))/;
const BLOCK = /^(?:\$\$([\s\S]+?)\$\$|\\\[([\s\S]+?)\\\])(?:\n|$)/;

function extension(name, level, begin, rule) {
  return {
    name,
    level,
    start: (text) => text.match(begin)?.index,
    tokenizer(text) {
      const match = rule.exec(text);
      return match ? { type: name, raw: match[0], text: (match[1] ?? match[2]).trim() } : undefined;
    },
    renderer: ({ text }) => `<code class="math ${level}">${escaped(text)}</code>`,
  };
}

export function escaped(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Extensions of marked: $inline$ and \(inline\), $$display$$ and \[display\]. */
export const mathExtensions = [
  extension("inlineMath", "inline", /\$|\\\(/, INLINE),
  extension("blockMath", "block", /\$\$|\\\[/, BLOCK),
];
