/**
 * An element. Text gets into the page by this function and by markdown.js only, here never as markup.
 *
 * @param {string} tag
 * @param {Object<string, unknown>} properties `class`, `text`, `on<event>` functions, properties of the element such as
 *     `hidden`, and attributes; those that are undefined or null are left out
 * @param {...(Node|string)} children
 */
export function element(tag, properties = {}, ...children) {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name === "class") created.className = value;
    else if (name === "text") created.textContent = value;
    else if (name.startsWith("on")) created.addEventListener(name.slice(2), value);
    else if (name.includes("-") || !(name in created)) created.setAttribute(name, value);
    else created[name] = value;
  }
  created.append(...children);
  return created;
}

/** A button with a text, or with a picture whose meaning `label` tells. */
export function button({ text, label, picture, ...properties }, onclick) {
  const created = element("button", { type: "button", ...properties, onclick });
  if (picture) created.append(icon(picture));
  if (text) created.append(element("span", { text }));
  if (label) {
    created.setAttribute("aria-label", label);
    created.title = label;
  }
  return created;
}

const PATHS = {
  menu: "M4 6h16M4 12h16M4 18h16",
  plus: "M12 5v14M5 12h14",
  send: "M12 19V5M5 12l7-7 7 7",
  stop: "M7 7h10v10H7z",
  clip: "M20 11l-8.5 8.5a5 5 0 0 1-7-7L13 4a3.5 3.5 0 0 1 5 5l-8.5 8.5a2 2 0 0 1-3-3L14 7",
  sliders: "M4 7h10M18 7h2M4 17h2M10 17h10M14 4v6M6 14v6",
  close: "M6 6l12 12M18 6L6 18",
  pencil: "M4 20l4-1L19 8l-3-3L5 16zM14 7l3 3",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  share: "M12 15V4M8 8l4-4 4 4M5 13v7h14v-7",
  again: "M19 12a7 7 0 1 1-2-5l2 2M19 4v5h-5",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  code: "M9 7l-5 5 5 5M15 7l5 5-5 5",
  file: "M6 3h8l5 5v13H6zM14 3v5h5",
  theme: "M12 4a8 8 0 1 0 8 8 6 6 0 0 1-8-8z",
  help: "M9 9a3 3 0 1 1 4 3c-1 .5-1 1-1 2M12 18v.5",
};

/** A small drawing in the colour of the text around it. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", PATHS[name]);
  drawing.append(path);
  return drawing;
}
