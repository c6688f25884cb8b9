let previous = Promise.resolve();

/**
 * Loads a script that was published for Node rather than for browsers and requires nothing: gives what it exports. One at
 * a time, because such scripts look for the global `module`.
 */
export function commonjs(url) {
  const loading = previous.then(async () => {
    globalThis.module = { exports: {} };
    globalThis.exports = globalThis.module.exports;
    try {
      await import(url);
      return globalThis.module.exports;
    } finally {
      delete globalThis.module;
      delete globalThis.exports;
    }
  });
  previous = loading.catch(() => {});
  return loading;
}
