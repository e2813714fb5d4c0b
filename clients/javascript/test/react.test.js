// The React hooks, mounted for real.

import { container } from "./support/dom.js";
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { act, createElement as h, StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { PaycastProvider, usePayment, usePayments } from "../src/react.js";
import { startGateway, until } from "./support/gateway.js";

globalThis.IS_REACT_ACT_ENVIRONMENT = false;
const gateway = await startGateway();
after(() => gateway.stop());
const options = { url: gateway.url, getToken: () => "token" };

function Order({ order }) {
  const { payment, status, stale } = usePayment(order);
  return h("p", null, `${order}: ${payment?.Outcome ?? "none"}, ${status}${stale ? ", stale" : ""}`);
}

function List() {
  const { payments } = usePayments();
  return h(
    "ul",
    null,
    ...payments.map(({ PaymentId, Outcome }) => h("li", { key: PaymentId }, `${PaymentId} ${Outcome}`)),
  );
}

function mount(element) {
  const root = createRoot(container());
  const parent = document.body.lastChild;
  root.render(element);
  return { root, text: () => parent.textContent };
}

test("shows a payment and its changes", { timeout: 120_000 }, async () => {
  const { root, text } = mount(h(PaycastProvider, options, h(Order, { order: "r1" }), h(List)));
  await until(() => text() === "r1: none, connected");
  gateway.happen({ PaymentId: "p1", OrderReferenceId: "r1", Outcome: "pending" });
  await until(() => text() === "r1: pending, connectedp1 pending");
  gateway.happen({ PaymentId: "p1", OrderReferenceId: "r1", Outcome: "successful" });
  await until(() => text() === "r1: successful, connectedp1 successful");
  root.unmount();
  await until(() => gateway.clients.size === 0);
});

test("opens one connection in StrictMode, and renders only what changed", { timeout: 120_000 }, async () => {
  const before = gateway.opened.length;
  let renders = 0;
  const Counted = () => {
    renders++;
    return h(Order, { order: "other" });
  };
  const { root, text } = mount(h(StrictMode, null, h(PaycastProvider, options, h(Counted))));
  await until(() => text() === "other: none, connected");
  const rendered = renders;
  gateway.happen({ PaymentId: "p2", OrderReferenceId: "elsewhere" });
  gateway.happen({ PaymentId: "p3", OrderReferenceId: "other" });
  await until(() => text() === "other: successful, connected");
  assert.equal(gateway.opened.length, before + 1);
  assert.equal(renders, rendered, "the parent of a hook does not render again");
  root.unmount();
  await until(() => gateway.clients.size === 0);
});

test(
  "keeps its connection when the page renders new functions, and follows another order",
  { timeout: 120_000 },
  async () => {
    const before = gateway.opened.length;
    let show;
    const Page = () => {
      const [order, setOrder] = useState("other");
      show = setOrder;
      return h(PaycastProvider, { ...options, getToken: () => "token" }, h(Order, { order }));
    };
    const { root, text } = mount(h(Page));
    await until(() => text() === "other: successful, connected");
    show("elsewhere");
    await until(() => text() === "elsewhere: successful, connected");
    assert.equal(gateway.opened.length, before + 1);
    root.unmount();
    await until(() => gateway.clients.size === 0);
  },
);

test("after a gap in the connection, shows what happened meanwhile", { timeout: 120_000 }, async () => {
  const { root, text } = mount(h(PaycastProvider, { ...options, orders: ["r4"] }, h(Order, { order: "r4" })));
  await until(() => text() === "r4: none, connected");
  for (const client of gateway.clients) client.drop();
  gateway.happen({ PaymentId: "p4", OrderReferenceId: "r4" });
  await until(() => text() === "r4: successful, connected");
  root.unmount();
});

test("a paid order does not become an expired one by its other payment", { timeout: 120_000 }, async () => {
  const { root, text } = mount(h(PaycastProvider, options, h(Order, { order: "r5" }), h(List)));
  gateway.happen({ PaymentId: "p5", OrderReferenceId: "r5", Outcome: "successful" });
  gateway.happen({ PaymentId: "p6", OrderReferenceId: "r5", Outcome: "expired" });
  await until(() => text().includes("p6 expired"));
  assert.match(text(), /r5: successful/);
  root.unmount();
});

test("renders on a server without connecting", () => {
  const before = gateway.opened.length;
  const html = renderToString(h(PaycastProvider, options, h(Order, { order: "r1" }), h(List)));
  assert.match(html, /r1: none, connecting, stale/);
  assert.equal(gateway.opened.length, before);
});

test("says what is missing without a provider", () => {
  assert.throws(() => renderToString(h(List)), /no <PaycastProvider> around/);
});

test("works inside act()", { timeout: 120_000 }, async () => {
  globalThis.IS_REACT_ACT_ENVIRONMENT = true;
  const root = createRoot(container());
  await act(() => root.render(h(PaycastProvider, options, h(Order, { order: "r1" }))));
  await act(() => root.unmount());
  globalThis.IS_REACT_ACT_ENVIRONMENT = false;
  await until(() => gateway.clients.size === 0);
});
