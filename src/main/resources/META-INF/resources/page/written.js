const MARKER = /(?:^|\n)\s*(Action|Final Answer)\s*[:：]/;

/**
 * The parts of what a model wrote in one call, for a reader; what it means is the server's to say.
 *
 * @returns {{thought: string, rest: string, share: number}} `share` of the text that is thought
 */
export function parts(text) {
  const marker = MARKER.exec(text);
  const end = marker ? marker.index : text.length;
  return {
    thought: text.slice(0, end).replace(/^\s*Thought\s*[:：]/, "").trim(),
    rest: text.slice(end),
    share: text.length === 0 ? 1 : end / text.length,
  };
}
