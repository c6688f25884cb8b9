import { ApiError, ask, eventsOf, send } from "./api.js";

const PAUSE_MILLIS = 1000;
const path = (id) => `/v1/runs/${encodeURIComponent(id)}`;

/** Begins a run, which goes on whoever watches it; gives its summary. */
export function begin(request) {
  return ask("/v1/runs", { method: "POST", json: { ...request, detached: true, stream: false } });
}

/** Every run of the server, the newest first. */
export async function list() {
  return (await ask("/v1/runs")).data;
}

/** Where a run stands, and the records of it. */
export function show(id) {
  return ask(path(id));
}

export function cancel(id) {
  return ask(`${path(id)}/cancel`, { method: "POST" });
}

export function resume(id) {
  return ask(`${path(id)}/resume`, { method: "POST" });
}

/** What the model read and wrote in each step of a run. */
export function prompts(id) {
  return ask(`${path(id)}/prompts`);
}

/** Answers whether a call may be made. */
export function approve(id, callId, allow) {
  return ask(`${path(id)}/approve`, { method: "POST", json: { call_id: callId, allow } });
}

/** Begins a run with the first steps of another, the last one's observation edited where one is given. */
export function fork(id, step, observation) {
  return ask(`${path(id)}/fork`, { method: "POST", json: { step, observation } });
}

/**
 * Yields all events of a run, from the first to the last, whatever becomes of the connection meanwhile.
 *
 * @param {AbortSignal} signal ends the watching, not the run
 */
export async function* follow(id, signal) {
  let last = null;
  for (;;) {
    try {
      const headers = { Accept: "text/event-stream", ...(last === null ? {} : { "Last-Event-ID": last }) };
      for await (const { id: heard, event } of eventsOf(await send(`${path(id)}/events`, { headers, signal }))) {
        last = heard ?? last;
        yield event;
        if (event.event === "done") return;
      }
    } catch (failure) {
      if (signal.aborted || failure instanceof ApiError) throw failure;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLIS));
    signal.throwIfAborted();
  }
}
