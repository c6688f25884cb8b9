import { element, icon } from "./dom.js";

const PICTURE = /^image\/(?:png|jpeg|gif|webp|svg\+xml)$/;

/** Pictures as pictures, which run no scripts whatever is in them, anything else to download. */
export function attachment({ name, type, content }) {
  const data = `data:${PICTURE.test(type) ? type : "application/octet-stream"};base64,${content}`;
  const link = { href: data, download: name };
  return PICTURE.test(type)
    ? element("a", { class: "plot", ...link }, element("img", { src: data, alt: name }))
    : downloadable(name, data);
}

export function downloadable(name, address) {
  return element("a", { class: "chip", href: address, download: name }, icon("file"), name);
}
