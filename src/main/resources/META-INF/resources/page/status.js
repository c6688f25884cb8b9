import { ask } from "./api.js";
import { texts } from "./texts.js";

const PAUSE_MILLIS = 1000;

/** Shows whether the model can be used, until it can; then tells what it is. */
export async function watchStatus(place, ready) {
  const show = (state, text) => {
    place.dataset.state = state;
    place.textContent = text;
  };
  show("loading", texts.loading);
  for (;;) {
    try {
      const status = await ask("/v1/status");
      if (status.state === "ready") {
        show("ready", `${status.model} · ${texts.ready}`);
        return ready(status);
      }
      if (status.state === "failed") return show("failed", `${texts.failed} ${status.message}`);
      show("loading", texts.loading);
    } catch {
      show("failed", texts.offline);
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLIS));
  }
}
