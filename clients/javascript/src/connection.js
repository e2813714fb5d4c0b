// One connection at a time: opens it, notices when it is dead, and opens the next one.

/** @typedef {import("./socket.js").Transport} Transport */

const FIRST_DELAY = 500;
const MAX_DELAY = 20_000;
const OPEN_WITHIN = 15_000;
const PONG_WITHIN = 6_000;
const STABLE_AFTER = 10_000;
/** The longest delay that timers take. A longer one would end at once. */
const MAX_TIMER = 2 ** 31 - 1;
/** A token this old is not used again after a refused attempt: the refusal may have been about the token. */
const DOUBTED_AGE = 60_000;
/** Close codes after which a client stays away. */
const FINAL_CODES = [1000, 1002, 1003, 1007, 1009, 4403];

/**
 * @param {object} parts
 * @param {((address: URL, request: any) => Transport)[]} parts.transports the preferred one first
 * @param {() => URL} parts.address
 * @param {ReturnType<typeof import("./token.js").keepToken>} parts.tokens
 * @param {import("./stream.js").Stream} parts.stream receives what arrives, and knows the cursor
 * @param {any} parts.platform
 * @param {(status: import("./core.js").Status, fresh?: boolean, code?: number, reason?: string) => void} parts.onState
 *   `fresh`: everything that happened until now has arrived
 * @param {(scope: string) => void} parts.onScope called before a connection whose token permits something else
 */
export function createConnection({ transports, address, tokens, stream, platform, onState, onScope }) {
  const now = () => platform.performance.now();
  /** @type {Transport | undefined} */
  let link;
  let attempt = 0; // whatever an earlier attempt still reports is ignored
  let running = false;
  let begun = false;
  let failures = 0; // since the last stable connection
  let unopened = 0; // attempts in a row that ended before any message
  let mode = 0;
  /** @type {string | undefined} */
  let scope;
  let earliest = 0; // the gateway's delay ends
  /** @type {any} */
  let timer;
  let timerDate = 0;
  let due = Infinity;
  let next = () => {};
  /** @type {any} */
  let refreshTimer;
  // of the current connection
  let openedAt = 0; // 0 until its first message
  let heardAt = 0;
  let heardDate = 0;
  let askedAt = 0;
  let welcomed = false;
  let missing = 0; // updates until it has caught up
  let settling = false; // a pong or a pause until the snapshot is complete
  let pingEvery = 25_000;
  /** @type {(() => void) | undefined} */
  let confirmed;

  /** @param {number} delay @param {() => void} action */
  function after(delay, action) {
    delay = Math.min(delay, MAX_TIMER);
    platform.clearTimeout(timer);
    timer = platform.setTimeout(action, delay);
    timerDate = platform.Date.now() + delay;
    due = now() + delay;
    next = action;
  }

  function drop() {
    attempt++;
    due = Infinity;
    confirmed = undefined;
    platform.clearTimeout(timer);
    platform.clearTimeout(refreshTimer);
    link?.close();
    link = undefined;
  }

  async function dial() {
    drop();
    const mine = attempt;
    openedAt = askedAt = missing = 0;
    welcomed = false;
    let token;
    try {
      token = await tokens.get();
    } catch (error) {
      if (mine === attempt) retry(0, 4401, String(error));
      return;
    }
    if (mine !== attempt) return;
    if (scope !== token.scope) {
      onScope((scope = token.scope));
      if (mine !== attempt) return;
    }
    const on = {
      message: (/** @type {string} */ text, /** @type {string} */ id) => {
        if (mine === attempt) hear(text, id);
      },
      alive: () => {
        if (mine === attempt) alive();
      },
      end: (/** @type {number} */ code, /** @type {string} */ reason, /** @type {number} */ delay) => {
        if (mine === attempt) end(code, reason, delay);
      },
    };
    after(OPEN_WITHIN, () => end(1006));
    try {
      link = transports[mode](address(), { token: token.value, cursor: stream.cursor, platform, on });
    } catch (error) {
      end(1006, String(error));
    }
  }

  function alive() {
    heardAt = now();
    heardDate = platform.Date.now();
    askedAt = 0;
    if (!openedAt) {
      openedAt = heardAt;
      unopened = 0;
      after(pingEvery, check);
      planRefresh();
    }
    if (!link?.send) confirm();
  }

  function confirm() {
    const action = confirmed;
    confirmed = undefined;
    action?.();
  }

  /** @param {string} text @param {string} [id] */
  function hear(text, id) {
    alive();
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return end(1006, "A message was not JSON."); // it may have been an update: resume before it
    }
    if (message.PaymentId) {
      const mine = attempt;
      if (!welcomed) welcome();
      if (mine !== attempt) return; // the page closed it
      stream.update(message, id);
      if (mine !== attempt) return; // the page closed it
      if (missing) missing--;
      settle();
    } else if (message.type === "welcome") welcome(message);
    else if (message.type === "pong") {
      if (settling) {
        settling = false;
        settle();
      }
      confirm();
    } else if (message.code === "cursor_too_old") stream.missed();
    else if (message.code === "refresh_refused") end(4401, message.message);
  }

  /** @param {{ cursor?: string, resumed?: { complete: boolean, replayed: number }, pingSeconds?: number }} [message] */
  function welcome({ cursor, resumed, pingSeconds } = {}) {
    welcomed = settling = true;
    if (pingSeconds) pingEvery = pingSeconds * 1000;
    missing = resumed?.replayed ?? 0;
    if (resumed?.complete === false) stream.missed(cursor);
    else stream.cursor ??= cursor;
    const mine = attempt;
    onState("connected");
    if (mine !== attempt) return; // the page closed it
    // A snapshot follows the welcome without a count. The gateway answers this ping after it.
    if (link?.send) link.send({ type: "ping" });
    else
      platform.setTimeout(() => {
        if (mine !== attempt) return;
        settling = false;
        settle();
      }, 1000);
  }

  function settle() {
    if (!welcomed || settling || missing) return;
    const mine = attempt;
    stream.settled();
    if (mine === attempt) onState("connected", true);
  }

  function check() {
    if (!link || !openedAt) return;
    const lateBy = platform.Date.now() - Math.max(timerDate, heardDate);
    if (lateBy > pingEvery + PONG_WITHIN) return wake(); // the device slept
    const idle = now() - heardAt;
    const patience = link.send ? PONG_WITHIN : pingEvery + PONG_WITHIN;
    if (askedAt) {
      const left = askedAt + patience - now();
      if (left > 0) after(left, check);
      else end(1006, "The connection was silent.");
    } else if (idle < pingEvery) after(pingEvery - idle, check);
    else ask();
  }

  function ask() {
    link?.send?.({ type: "ping" });
    askedAt = now();
    after(link?.send ? PONG_WITHIN : pingEvery + PONG_WITHIN, check);
  }

  function planRefresh() {
    platform.clearTimeout(refreshTimer);
    refreshTimer = platform.setTimeout(refresh, Math.min(Math.max(tokens.dueIn(), 5000), 1e9));
  }

  async function refresh() {
    const mine = attempt;
    try {
      const token = await tokens.renew();
      if (mine !== attempt) return;
      if (token.scope !== scope || !link?.send) return redial();
      link.send({ type: "refresh", token: token.value });
    } catch {
      // The old token is still valid; the next try follows soon.
    }
    if (mine === attempt) planRefresh();
  }

  /** @param {number} code @param {string} [reason] @param {number} [delay] */
  function end(code, reason = "", delay = 0) {
    if (openedAt && now() - openedAt > STABLE_AFTER) failures = 0;
    if (!openedAt) {
      tokens.forget(DOUBTED_AGE);
      if (++unopened % 2 === 0) mode = (mode + 1) % transports.length;
    }
    drop();
    if (FINAL_CODES.includes(code)) {
      running = false;
      return onState("closed", false, code, reason);
    }
    if (code === 4401) tokens.forget();
    if (code === 4408 && reason) stream.cursor = reason;
    const [, count, unit] = / in (\d+) (ms|s)\b/.exec(reason) ?? [];
    retry(count ? Number(count) * (unit === "s" ? 1000 : 1) : delay, code, reason);
  }

  /** @param {number} delay the gateway's, or 0 @param {number} code @param {string} reason */
  function retry(delay, code, reason) {
    const jittered = platform.Math.random() * Math.min(MAX_DELAY, FIRST_DELAY * 2 ** failures++);
    earliest = now() + delay;
    after(Math.max(delay, jittered), dial);
    onState("reconnecting", false, code, reason);
  }

  function redial() {
    const mine = attempt;
    onState("reconnecting");
    if (mine === attempt) dial(); // unless the page closed it
  }

  /** The device woke or has a network again: do not trust the connection, and do not wait for the timer. */
  function wake() {
    if (!running) return;
    if (!link) after(Math.max(0, earliest - now()), dial);
    else if (openedAt && (tokens.dueIn() <= 0 || !link.send)) redial();
    else if (openedAt) ask();
  }

  return {
    start() {
      if (running) return;
      running = true;
      after(Math.max(0, earliest - now()), dial);
      const first = !begun;
      begun = true;
      onState(first ? "connecting" : "reconnecting");
    },
    stop() {
      running = false;
      drop();
    },
    wake,
    /** Calls the action once the connection has shown that it is alive. @param {() => void} action */
    confirm(action) {
      if (!link || !openedAt) return;
      confirmed = action;
      ask();
    },
    /** Does what is due, if the timers of a hidden tab are slow. */
    hurry() {
      if (now() >= due) next();
    },
    /** Milliseconds since the last sign of life. */
    silence: () => now() - heardAt,
    offline() {
      if (link) end(1006, "The device is offline.");
    },
  };
}
