import { texts } from "./texts.js";

/** A time in milliseconds as people read it. */
export function time(millis) {
  if (millis < 1000) return `${Math.round(millis)} ms`;
  if (millis < 60_000) return `${(millis / 1000).toFixed(1)} s`;
  return `${Math.floor(millis / 60_000)} min ${Math.round((millis % 60_000) / 1000)} s`;
}

/** A number of bytes as people read it. */
export function bytes(count) {
  if (count < 1000) return `${count} B`;
  return count < 1_000_000 ? `${(count / 1000).toFixed(1)} kB` : `${(count / 1_000_000).toFixed(1)} MB`;
}

export function tokens(count, about = false) {
  return `${about ? "≈ " : ""}${texts.tokens(count)}`;
}

export function speed(count, millis) {
  return millis > 0 ? `${(count * 1000 / millis).toFixed(1)} ${texts.tokensPerSecond}` : "";
}
