// A client over WebSocket alone. paycast.js adds the fallback to SSE and the connection that tabs share.

import { createConnection } from "./connection.js";
import { openSocket } from "./socket.js";
import { call, createStream } from "./stream.js";
import { keepToken } from "./token.js";

/**
 * A payment's new state; docs/protocol.md describes the members.
 *
 * @typedef {object} Update
 * @property {string} PaymentId
 * @property {"created" | "authorized" | "expired" | "rejected" | "closed"} Status
 * @property {number} Amount
 * @property {string | null} OrderReferenceId
 * @property {string} Currency
 * @property {number} CapturedAmount
 * @property {number} RefundedAmount
 * @property {Outcome} Outcome
 * @property {string} MerchantCode
 * @property {boolean} IsTest
 * @property {string} EventId
 * @property {string} ReceivedAt
 * @property {true} [Corrected]
 * @property {string} Cursor
 *
 * @typedef {"pending" | "successful" | "cancelled" | "rejected" | "expired" | "partly_refunded" | "refunded" | "void"}
 *   Outcome
 *
 * @typedef {"connecting" | "connected" | "reconnecting" | "closed"} Status
 *
 * @typedef {object} State
 * @property {Status} status
 * @property {boolean} stale whether updates may be missing
 * @property {number | null} asOf the time (in ms, as from Date.now()) at which the data was last known to be current
 * @property {number} [code] why it is reconnecting or closed: a close code
 * @property {string} [reason] the same in words
 *
 * @typedef {object} Options
 * @property {string} url the gateway's address, such as wss://pay.example/ws; may have parameters
 * @property {() => string | Promise<string>} getToken returns an access token, a new one each time it is called
 * @property {string[]} [orders] receive only these orders
 * @property {string[]} [payments] receive only these payments
 * @property {string} [initialCursor] begin after this position
 * @property {boolean} [keepCursor] continue after a reload of the page where it stopped
 * @property {boolean} [shareTabs] whether tabs share one connection; true by default
 * @property {(update: Update) => void} [onUpdate] receives each update once
 * @property {(state: State) => void} [onState] receives each change of the state
 * @property {(snapshot: Update[]) => void} [onGap] called if updates were missed for good, with the current state of
 *   a customer's orders. For other tokens it is empty: load the state from the shop's back end
 * @property {unknown} [WebSocket] a WebSocket class, where there is no global one (Node 20)
 *
 * @typedef {object} Client
 * @property {State} state
 * @property {() => void} close
 */

/** The gateway reads 16 KiB of a request, which the token, the cursor and the filter share. */
const MAX_QUERY = 8_000;

/**
 * The address of the gateway, with the filter.
 *
 * @param {Options} options @param {any} platform
 */
function addressOf({ url, orders = [], payments = [] }, platform) {
  const address = new URL(url, platform.location?.href);
  address.protocol = address.protocol.replace("http", "ws");
  orders.forEach((order) => address.searchParams.append("order", order));
  payments.forEach((payment) => address.searchParams.append("payment", payment));
  if (address.search.length > MAX_QUERY) {
    throw new RangeError(
      `The filter has ${address.search.length} characters in the URL; at most ${MAX_QUERY} are accepted.` +
        " Name fewer orders and payments, or get a customer token for these orders.",
    );
  }
  return address.href;
}

/**
 * Connects, stays connected, and gives the page each update once.
 *
 * @param {Options} options
 * @param {any} [platform] the globals it uses; a test passes simulated ones
 * @param {{ transports?: any[], share?: typeof import("./tabs.js").shareBetweenTabs }} [parts]
 * @returns {Client}
 */
export function connect(options, platform = globalThis, { transports = [], share } = {}) {
  const { getToken, initialCursor, keepCursor, shareTabs = true, onUpdate, onState, onGap } = options;
  if (typeof getToken !== "function") {
    throw new TypeError("getToken is missing. Pass a function that returns an access token, or a promise of one.");
  }
  const address = addressOf(options, platform);
  const { document } = platform;
  const WebSocket = options.WebSocket ?? platform.WebSocket;
  const sockets = WebSocket
    ? [(/** @type {URL} */ url, /** @type {any} */ request) => openSocket(url, { ...request, WebSocket })]
    : [];
  if (sockets.length + transports.length === 0) {
    throw new TypeError("This platform has no WebSocket. Pass a WebSocket class as the option WebSocket.");
  }

  /** @type {State} */
  let state = Object.freeze({ status: "connecting", stale: true, asOf: null });
  let closed = false;
  let paused = false;
  let key = "";

  const stream = createStream({
    cursor: initialCursor,
    onUpdate(update) {
      tabs?.post({ update });
      call(platform, onUpdate, update);
    },
    onGap(snapshot) {
      tabs?.post({ gap: snapshot, cursor: stream.cursor });
      call(platform, onGap, snapshot);
    },
    onMove() {
      if (keepCursor) call(platform, () => platform.sessionStorage.setItem(key, stream.cursor));
    },
  });

  const connection = createConnection({
    transports: [...sockets, ...transports],
    address: () => new URL(address),
    tokens: keepToken(getToken, platform),
    stream,
    platform,
    onState(status, fresh = false, code, reason) {
      const asOf = fresh ? platform.Date.now() : state.stale ? state.asOf : platform.Date.now() - connection.silence();
      const own = Object.freeze({ status, stale: !fresh, asOf, ...(code && { code, reason }) });
      if (tabs) tabs.ownState(own);
      else show(own);
    },
    onScope(scope) {
      // A token that permits something else starts over; the orders it permits arrive as a snapshot.
      if (key) stream.reset();
      key = `paycast ${address} ${scope}`;
      if (keepCursor) call(platform, () => (stream.cursor ??= platform.sessionStorage.getItem(key) ?? undefined));
      tabs?.enter(key);
    },
  });

  /** @param {State} next */
  function show(next) {
    const same = ["status", "stale", "code", "reason"].every(
      (name) => Reflect.get(state, name) === Reflect.get(next, name),
    );
    if (same || closed) return;
    state = next;
    call(platform, onState, state);
  }

  const tabs = shareTabs
    ? share?.({
        platform,
        stream,
        connection,
        show,
        onGap: (/** @type {Update[]} */ gap) => call(platform, onGap, gap),
      })
    : undefined;

  /** An open connection keeps a page out of the back/forward cache. */
  function pause() {
    if (paused || state.status === "closed") return;
    paused = true;
    tabs?.leave();
    connection.stop();
    show({ ...state, status: "reconnecting", stale: true });
  }

  function wake() {
    if (paused) {
      paused = false;
      connection.start();
      if (key) tabs?.enter(key);
    } else {
      connection.wake();
      tabs?.wake();
    }
  }

  /** @type {(() => void)[]} */
  const undo = [];
  /** @param {any} target @param {string} types @param {() => void} action */
  const listen = (target, types, action) =>
    types.split(" ").forEach((type) => {
      target?.addEventListener?.(type, action);
      undo.push(() => target?.removeEventListener?.(type, action));
    });
  listen(platform, "pagehide", pause);
  listen(document, "freeze", pause);
  listen(platform, "pageshow online", wake);
  listen(document, "resume", wake);
  listen(document, "visibilitychange", () => document.hidden || wake());
  listen(platform, "offline", connection.offline);

  connection.start();

  return {
    get state() {
      return state;
    },
    close() {
      if (closed) return;
      undo.forEach((action) => action());
      tabs?.leave();
      connection.stop();
      show({ ...state, status: "closed", stale: true, code: 1000, reason: "" });
      closed = true;
    },
  };
}
