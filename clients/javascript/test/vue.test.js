// The Vue composables, mounted for real.

import { container } from "./support/dom.js";
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { createApp, effectScope, h, nextTick, ref } from "vue";
import { paycast, providePaycast, usePayment, usePayments } from "../src/vue.js";
import { startGateway, until } from "./support/gateway.js";

const gateway = await startGateway();
after(() => gateway.stop());
const options = { url: gateway.url, getToken: () => "token" };

const Order = {
  props: ["order"],
  setup(props) {
    const view = usePayment(() => props.order);
    return () => h("p", `${props.order}: ${view.value.payment?.Outcome ?? "none"}, ${view.value.status}`);
  },
};

const List = {
  setup() {
    const view = usePayments();
    return () => h("p", view.value.payments.map(({ PaymentId, Outcome }) => `${PaymentId} ${Outcome}`).join(" "));
  },
};

function mount(component, plugin) {
  const app = createApp(component);
  if (plugin) app.use(paycast, options);
  const element = container();
  app.mount(element);
  return { app, text: () => element.textContent };
}

test("shows a payment and its changes, over one connection", { timeout: 120_000 }, async () => {
  const Page = {
    setup() {
      providePaycast(options);
      return () => [h(Order, { order: "v1" }), h(List)];
    },
  };
  const { app, text } = mount(Page);
  await until(() => text() === "v1: none, connected");
  gateway.happen({ PaymentId: "p1", OrderReferenceId: "v1", Outcome: "pending" });
  await until(() => text() === "v1: pending, connectedp1 pending");
  gateway.happen({ PaymentId: "p1", OrderReferenceId: "v1", Outcome: "successful" });
  await until(() => text() === "v1: successful, connectedp1 successful");
  assert.equal(gateway.opened.length, 1);
  app.unmount();
  await until(() => gateway.clients.size === 0);
});

test("follows another order, with the plugin", { timeout: 120_000 }, async () => {
  const order = ref("v1");
  const { app, text } = mount({ setup: () => () => h(Order, { order: order.value }) }, true);
  await until(() => text() === "v1: successful, connected");
  order.value = "v2";
  await nextTick();
  assert.equal(text(), "v2: none, connected");
  gateway.happen({ PaymentId: "p2", OrderReferenceId: "v2" });
  await until(() => text() === "v2: successful, connected");
  app.unmount();
  await until(() => gateway.clients.size === 0);
});

test("disconnects with the scope that it was used in", { timeout: 120_000 }, async () => {
  const app = createApp({ render: () => null });
  app.use(paycast, options);
  const scope = effectScope();
  const view = app.runWithContext(() => scope.run(() => usePayment("v1")));
  await until(() => view.value.payment?.Outcome === "successful");
  scope.stop();
  await until(() => gateway.clients.size === 0);
});

test("says what is missing without a connection", () => {
  const app = createApp({ render: () => null });
  assert.throws(() => app.runWithContext(() => usePayments()), /Call providePaycast\(\)/);
});
