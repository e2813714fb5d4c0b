// Keeps an access token: asks the page for one, and says when the next one is due.

/** The last part of a token's lifetime, in which the next one is asked for. */
const RESERVE = 120_000;
const ANSWER_WITHIN = 30_000;

/**
 * @typedef {object} Token
 * @property {string} value
 * @property {string} scope what the token permits; a different one starts a different stream
 * @property {number} readAt
 * @property {number} due when the next one is due, by the monotonic clock
 * @property {number} dueDate the same by the device's clock, which goes on while the device sleeps
 */

/**
 * Reads a token's claims. They decide when to ask for the next one, never what is allowed.
 *
 * @param {string} token
 */
function claimsOf(token) {
  try {
    return JSON.parse(atob(token.split(".")[1].replace(/-/g, "+").replace(/_/g, "/")));
  } catch {
    return {};
  }
}

/**
 * @param {() => string | Promise<string>} getToken
 * @param {any} platform
 */
export function keepToken(getToken, platform) {
  const now = () => platform.performance.now();
  /** @type {Token | undefined} */
  let token;
  /** @type {Promise<Token> | undefined} */
  let pending;

  /** @param {string} value */
  function keep(value) {
    // A browser quotes another token, such as one with a line break, in its error.
    if (typeof value !== "string" || !/^[\w.-]+$/.test(value))
      throw new TypeError('getToken must return a token, as a string without "Bearer" and white space.');
    const { exp, iat, sub, orders, merchant, test } = claimsOf(value);
    const lifetime = (exp - iat) * 1000;
    let left = exp * 1000 - platform.Date.now();
    const clockIsRight = left > 0 && !(left > lifetime);
    if (!clockIsRight) left = lifetime || Infinity; // the gateway says when it expires: close code 4401
    const reserve = Math.min(left / 3, RESERVE);
    token = {
      value,
      scope: JSON.stringify([sub, orders, merchant, test]),
      readAt: now(),
      due: now() + left - reserve,
      dueDate: clockIsRight ? exp * 1000 - reserve : Infinity,
    };
    return token;
  }

  function ask() {
    return new Promise((resolve, reject) => {
      const timer = platform.setTimeout(() => reject(new Error("getToken did not respond.")), ANSWER_WITHIN);
      Promise.resolve()
        .then(getToken)
        .then(resolve, reject)
        .finally(() => platform.clearTimeout(timer));
    });
  }

  const dueIn = () => (token ? Math.min(token.due - now(), token.dueDate - platform.Date.now()) : 0);
  const renew = () =>
    (pending ??= ask()
      .then(keep)
      .finally(() => (pending = undefined)));

  return {
    /** Milliseconds until the next token is due. */
    dueIn,
    /** A new token. */
    renew,
    /** The token, or a new one if that is due. */
    get: () => (token && dueIn() > 0 ? token : renew()),
    /** Forgets the token: the gateway refused it, or may have, if it is older than `age`. */
    forget(age = 0) {
      if (token && now() - token.readAt >= age) token = undefined;
    },
  };
}
