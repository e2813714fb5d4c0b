// What the page has been given: each update once, and a gap where some may be missing.

/** How many updates are remembered, to recognise repeats. */
const REMEMBERED = 2000;

/** @typedef {import("./core.js").Update} Update */
/** @typedef {ReturnType<typeof createStream>} Stream */

/**
 * Calls the page's function. An exception is reported and does not propagate.
 *
 * @param {any} platform @param {Function | undefined} callback @param {any[]} values
 */
export function call(platform, callback, ...values) {
  const report = platform.reportError ?? platform.console.error;
  try {
    const result = callback?.(...values);
    result?.catch?.(report);
  } catch (error) {
    report(error);
  }
}

/**
 * @param {object} parts
 * @param {(update: Update) => void} parts.onUpdate
 * @param {(snapshot: Update[]) => void} parts.onGap
 * @param {() => void} parts.onMove the cursor moved
 * @param {string} [parts.cursor]
 */
export function createStream({ onUpdate, onGap, onMove, cursor }) {
  const seen = new Set();
  /** The snapshot after a gap that was not reported yet. @type {Update[] | undefined} */
  let gap;

  /** @param {Update} update */
  // The event id alone is not enough: a correction may lead back to a state that was shown before.
  const keyOf = (update) => update.EventId + update.ReceivedAt;

  const stream = {
    /** The position after the last update that the page was given. */
    cursor,

    /** @param {Update} update */
    has: (update) => seen.has(keyOf(update)),

    /** @param {Update} update @param {string} [id] */
    update(update, id) {
      gap?.push(update);
      const key = keyOf(update);
      if (!update.EventId || !seen.has(key)) {
        seen.add(key);
        if (seen.size > REMEMBERED) seen.delete(seen.values().next().value);
        onUpdate(Object.freeze(update));
      }
      stream.cursor = update.Cursor ?? id;
      if (!gap) onMove();
    },

    /** Updates are missing; a snapshot may follow. @param {string} [next] the cursor after the gap */
    missed(next) {
      gap ??= [];
      stream.cursor = next;
    },

    /** All that was to follow has arrived. */
    settled() {
      if (!gap) return;
      const snapshot = gap;
      gap = undefined;
      onGap(snapshot);
      onMove();
    },

    /** Starts over: the next connection begins without a cursor. */
    reset() {
      stream.cursor = undefined;
    },
  };
  return stream;
}
