// What React, Vue and the element share: the latest update of each payment, and one connection while there are listeners.

import { connect } from "./paycast.js";

/** @typedef {import("./paycast.js").Options} Options */
/** @typedef {import("./paycast.js").State} State */
/** @typedef {import("./paycast.js").Update} Update */
/** @typedef {Pick<State, "status" | "stale" | "asOf"> & { payment?: Update }} PaymentView */
/** @typedef {Pick<State, "status" | "stale" | "asOf"> & { payments: readonly Update[] }} PaymentsView */
/** @typedef {ReturnType<typeof createStore>} Store */

/** Payments that are kept; the ones that changed longest ago go first. */
const KEPT = 1000;

/** Of several payments of one order, the later in this list is shown: a paid order does not become an expired one. */
const OUTCOMES = ["void", "expired", "rejected", "cancelled", "refunded", "pending", "partly_refunded", "successful"];

/** Sorts payments of one order: the last one matters. @param {Update} a @param {Update} b */
export const matters = (a, b) =>
  OUTCOMES.indexOf(a.Outcome) - OUTCOMES.indexOf(b.Outcome) || (a.ReceivedAt < b.ReceivedAt ? -1 : 1);

/** @type {PaymentView} */
export const NO_PAYMENT = Object.freeze({ status: "connecting", stale: true, asOf: null, payment: undefined });
/** @type {PaymentsView} */
export const NO_PAYMENTS = Object.freeze({ status: "connecting", stale: true, asOf: null, payments: [] });

/**
 * @param {Options} options
 * @param {any} [platform]
 */
export function createStore(options, platform = globalThis) {
  /** @type {Map<string, { update: Update, orders: Set<string | null> }>} */
  const payments = new Map();
  /** @type {State} */
  let state = NO_PAYMENT;
  /** @type {Set<() => void>} */
  const listeners = new Set();
  /** @type {import("./paycast.js").Client | undefined} */
  let client;
  let cursor = options.initialCursor;
  let version = 0;
  /** The views of this version, so that a view changes only if something did. */
  let views = new Map();

  function changed() {
    version++;
    listeners.forEach((listener) => listener());
  }

  function open() {
    client = connect(
      {
        ...options,
        initialCursor: cursor,
        onUpdate(update) {
          const orders = payments.get(update.PaymentId)?.orders ?? new Set(); // every order that it has belonged to
          payments.delete(update.PaymentId);
          payments.set(update.PaymentId, { update, orders: orders.add(update.OrderReferenceId) });
          if (payments.size > KEPT) payments.delete(/** @type {string} */ (payments.keys().next().value));
          cursor = update.Cursor;
          changed();
          return options.onUpdate?.(update);
        },
        onState(next) {
          state = next;
          changed();
          return options.onState?.(next);
        },
      },
      platform,
    );
  }

  /** @template V @param {string | undefined} order @param {() => V} read @returns {V} */
  function view(order, read) {
    const known = views.get(order);
    if (known?.version === version) return known.value;
    const next = read();
    // @ts-ignore the members of both are compared one by one
    const same = known && Object.keys(next).every((name) => next[name] === known.value[name]);
    const value = same ? known.value : Object.freeze(next);
    views.set(order, { version, value });
    return value;
  }

  const shown = () => ({ status: state.status, stale: state.stale, asOf: state.asOf });
  const only = options.orders?.length === 1 && options.orders[0];

  return {
    /** Connects while there are listeners. @param {() => void} listener */
    subscribe(listener) {
      listeners.add(listener);
      if (!client) open();
      return () => {
        listeners.delete(listener);
        platform.setTimeout(() => {
          if (listeners.size || !client) return; // another component took over, as in React's StrictMode
          client.close();
          client = undefined;
        }, 0);
      };
    },

    /** The payment that matters of an order. @param {string} order @returns {PaymentView} */
    payment: (order) =>
      view(order, () => {
        const of = [...payments.values()].filter(({ orders }) => only === order || orders.has(order));
        return {
          ...shown(),
          payment: of
            .map(({ update }) => update)
            .sort(matters)
            .at(-1),
        };
      }),

    /** All payments, the one that changed last first. @returns {PaymentsView} */
    payments: () =>
      view(undefined, () => ({ ...shown(), payments: [...payments.values()].map((p) => p.update).reverse() })),
  };
}
