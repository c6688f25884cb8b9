import { ask, send } from "./api.js";

const path = (id) => `/v1/sessions/${encodeURIComponent(id)}`;
const filePath = (id, name) => `${path(id)}/files/${name.split("/").map(encodeURIComponent).join("/")}`;

/** Begins a session: a folder and a Python that the runs of a conversation share; gives its id. */
export async function begin() {
  return (await ask("/v1/sessions", { method: "POST" })).id;
}

/** @param {File} file becomes a file of the session, under its own name */
export function put(id, file) {
  return send(filePath(id, file.name), { method: "PUT", body: file });
}

/** The files of a session, each with its name, and where it can be had. */
export async function files(id) {
  return (await ask(`${path(id)}/files`)).map((file) => ({ ...file, address: filePath(id, file.name) }));
}
