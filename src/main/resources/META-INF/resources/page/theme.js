import { onPreferences, prefer, preference } from "./preferences.js";

export const THEMES = ["system", "light", "dark"];

export function theme() {
  return THEMES.includes(preference("theme")) ? preference("theme") : "system";
}

/** Shows the page as the reader chose: as the system has it, light or dark. */
export function showTheme() {
  document.documentElement.dataset.theme = theme();
}

export function chooseTheme(name) {
  prefer("theme", name);
  showTheme();
}

onPreferences(showTheme);
