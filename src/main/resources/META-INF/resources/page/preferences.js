const KEY = "qwen4j.preferences";

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

/** What the reader chose, by name; undefined where nothing was. */
export function preference(name) {
  return stored()[name];
}

export function prefer(name, value) {
  localStorage.setItem(KEY, JSON.stringify({ ...stored(), [name]: value }));
}

/** Calls `changed` when another tab chose something. */
export function onPreferences(changed) {
  addEventListener("storage", ({ key }) => {
    if (key === KEY) changed();
  });
}
