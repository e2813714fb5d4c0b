// @paycast/client/vue: composables. Vue 3.3 or newer.

import { computed, inject, onScopeDispose, provide, shallowRef, toValue } from "vue";
import { createStore } from "./store.js";

/** @type {import("vue").InjectionKey<import("./store.js").Store>} */
const KEY = Symbol("paycast");

/**
 * Gives the components below this one a connection. It connects while one of them uses a composable.
 *
 * @param {import("./store.js").Options} options
 */
export const providePaycast = (options) => provide(KEY, createStore(options));

/**
 * The same for a whole application: `app.use(paycast, { url, getToken })`.
 *
 * @type {import("vue").Plugin<[import("./store.js").Options]>}
 */
export const paycast = { install: (app, options) => app.provide(KEY, createStore(options)) };

/**
 * @template V
 * @param {(store: import("./store.js").Store) => V} read
 * @returns {import("vue").ComputedRef<V>}
 */
function useView(read) {
  const store = inject(KEY, undefined);
  if (!store)
    throw new Error("There is no connection. Call providePaycast() in a component above, or app.use(paycast).");
  const version = shallowRef(0);
  // A server renders the view before the connection, and does not connect.
  if (typeof document !== "undefined") onScopeDispose(store.subscribe(() => version.value++));
  return computed(() => {
    version.value;
    return read(store);
  });
}

/**
 * The payment of an order: a ref of `{ payment, status, stale, asOf }`. `payment` is undefined until there is one.
 *
 * @param {import("vue").MaybeRefOrGetter<string>} order
 */
export const usePayment = (order) => useView((store) => store.payment(toValue(order)));

/** The 1,000 payments that changed last, newest first: a ref of `{ payments, status, stale, asOf }`. */
export const usePayments = () => useView((store) => store.payments());
