import { ask } from "./api.js";
import { texts } from "./texts.js";

/** Most models are loaded soon; a large one takes its time. */
const PAUSE_MILLIS = 100;
const LONGEST_PAUSE_MILLIS = 1000;

/** Shows whether the model can be used, until it can; then tells what it is. */
export async function watchStatus(place, ready) {
  const show = (state, text) => {
    place.dataset.state = state;
    place.textContent = text;
  };
  show("loading", texts.loading);
  for (let pause = PAUSE_MILLIS; ; pause = Math.min(pause * 1.1, LONGEST_PAUSE_MILLIS)) {
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
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
