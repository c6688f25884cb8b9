const KEY = "qwen4j.conversations";
const listeners = new Set();

/**
 * The reader's conversations, in this browser's storage: what each is called and which runs it is made of. The runs are the
 * server's. All tabs see the same.
 *
 * @typedef {{id: string, title: string, updated: number, session?: string, turns: Turn[]}} Conversation
 * @typedef {{question: string, answer?: string, versions: string[], shown: number}} Turn one question; each version is a
 *     run that answers it
 */
function read() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function write(all) {
  localStorage.setItem(KEY, JSON.stringify(all));
  listeners.forEach((listener) => listener());
}

/** Calls `listener` whenever a conversation changes, here or in another tab. */
export function onChange(listener) {
  listeners.add(listener);
}

addEventListener("storage", ({ key }) => {
  if (key === KEY || key === null) listeners.forEach((listener) => listener());
});

/** All of them, the one that was used last first. */
export function all() {
  return Object.values(read()).sort((first, second) => second.updated - first.updated);
}

/** @returns {Conversation | undefined} */
export function find(id) {
  return read()[id];
}

/** @param {Conversation} conversation kept as it is now */
export function keep(conversation) {
  write({ ...read(), [conversation.id]: conversation });
}

/** Changes a conversation as it is stored by now; does nothing if there is none any more. */
export function change(id, how) {
  const stored = read();
  if (!stored[id]) return undefined;
  how(stored[id]);
  write(stored);
  return stored[id];
}

export function forget(id) {
  const { [id]: forgotten, ...others } = read();
  write(others);
  return forgotten;
}

/** A new one, not kept yet. */
export function begin(question) {
  const title = question.trim().split("\n")[0].slice(0, 80);
  return { id: crypto.randomUUID?.() ?? `c${Date.now()}-${Math.random()}`, title, updated: Date.now(), turns: [] };
}

/** The run that a turn shows. */
export function shownRun(turn) {
  return turn.versions[turn.shown];
}

/** Takes up runs of the server that no conversation has: another browser or program asked them. */
export function adopt(runs) {
  const stored = read();
  const known = new Set(Object.values(stored).flatMap(({ turns }) => turns.flatMap(({ versions }) => versions)));
  const fresh = runs.filter(({ id, question }) => question !== undefined && !known.has(id));
  if (fresh.length === 0) return;
  for (const { id, question, answer, updated } of fresh) {
    stored[id] = { ...begin(question), id, updated: Date.parse(updated), turns: [{ question, answer, versions: [id], shown: 0 }] };
  }
  write(stored);
}
