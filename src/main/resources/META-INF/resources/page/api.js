/** A request that the server refused, or that did not reach it. */
export class ApiError extends Error {
  constructor(message, status, param) {
    super(message);
    this.status = status;
    this.param = param;
  }
}

/** Sends a request; gives the response if it was a good one. */
export async function send(path, { method = "GET", json, ...options } = {}) {
  const response = await fetch(path, {
    method,
    ...options,
    ...(json === undefined ? {} : {
      body: JSON.stringify(json),
      headers: { "Content-Type": "application/json", ...options.headers },
    }),
  });
  if (response.ok) return response;
  let error = { message: `${response.status} ${response.statusText}` };
  try {
    ({ error } = await response.json());
  } catch {
    // Not from the service itself: the status has to do.
  }
  throw new ApiError(error.message, response.status, error.param);
}

/** As {@link send}, for an answer in JSON. */
export async function ask(path, options) {
  return (await send(path, options)).json();
}

/** The events of a response, each as its id and its object, until the response ends. */
export async function* eventsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let unread = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const messages = (unread + value).split("\n\n");
    unread = messages.pop();
    for (const message of messages) {
      const field = (name) =>
        message.split("\n").find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const data = field("data");
      if (data) yield { id: field("id"), event: JSON.parse(data) };
    }
  }
}
