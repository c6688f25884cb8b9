/** What is done by keys alone, wherever the reader is: see `keyList` of the texts. */
export function onKeys({ stop, new: startOver, search, write, settings, help }) {
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || document.querySelector("dialog[open]")) return;
    const control = event.ctrlKey || event.metaKey;
    const actions = {
      "/": help,
      k: search,
      ",": settings,
      o: event.shiftKey ? startOver : null,
      i: event.shiftKey ? write : null,
    };
    if (event.key === "Escape") stop();
    else if (control && actions[event.key.toLowerCase()]) {
      event.preventDefault();
      actions[event.key.toLowerCase()]();
    }
  });
}
