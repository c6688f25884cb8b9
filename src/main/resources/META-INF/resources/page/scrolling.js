/** Keeps the newest text in view while `change` adds some, unless the reader has scrolled up. */
export function followingEnd(change) {
  const page = document.scrollingElement;
  const atEnd = page.scrollHeight - page.scrollTop - page.clientHeight < 80;
  const result = change();
  if (atEnd) toEnd();
  return result;
}

export function toEnd() {
  const page = document.scrollingElement;
  page.scrollTop = page.scrollHeight;
}
