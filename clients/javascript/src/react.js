// @paycast/client/react: hooks. React 18 or newer.

import { createContext, createElement, useContext, useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { createStore, NO_PAYMENT, NO_PAYMENTS } from "./store.js";

/** @type {import("react").Context<import("./store.js").Store | undefined>} */
const Paycast = createContext(/** @type {any} */ (undefined));

/**
 * Gives the components below it one connection. It connects while one of them uses a hook.
 *
 * @param {import("./store.js").Options & { children?: import("react").ReactNode }} props
 */
export function PaycastProvider({ children, ...options }) {
  const latest = useRef(options); // functions of a page often differ with each render
  useEffect(() => {
    latest.current = options;
  });
  const { url, orders, payments } = options;
  const store = useMemo(
    () =>
      createStore({
        ...latest.current,
        url,
        orders,
        payments,
        getToken: () => latest.current.getToken(),
        onUpdate: (update) => latest.current.onUpdate?.(update),
        onState: (state) => latest.current.onState?.(state),
        onGap: (snapshot) => latest.current.onGap?.(snapshot),
      }),
    [url, JSON.stringify([orders, payments])],
  );
  return createElement(Paycast.Provider, { value: store }, children);
}

function useStore() {
  const store = useContext(Paycast);
  if (!store) throw new Error("There is no <PaycastProvider> around this component.");
  return store;
}

/**
 * The payment of an order: `{ payment, status, stale, asOf }`. `payment` is undefined until there is one.
 *
 * @param {string} order
 */
export function usePayment(order) {
  const store = useStore();
  const read = () => store.payment(order);
  return useSyncExternalStore(store.subscribe, read, () => NO_PAYMENT);
}

/** The 1,000 payments that changed last, newest first: `{ payments, status, stale, asOf }`. */
export function usePayments() {
  const store = useStore();
  return useSyncExternalStore(store.subscribe, store.payments, () => NO_PAYMENTS);
}
