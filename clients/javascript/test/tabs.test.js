// Five tabs of one browser, with the client that the real system serves. The system is killed, and the tab that has the
// connection closes, while payments happen: each tab is given every update that was acknowledged, once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { launch, missing, newContext } from "./support/browser.js";
import { until } from "./support/gateway.js";
import { customerToken, origin, pay, start, stop } from "./support/system.js";

if (missing) throw new Error(missing);

const page = `<!doctype html><html lang="en"><title>Shop</title><script type="module">
  import { connect } from "/sdk/paycast.js";
  window.received = [];
  window.gaps = 0;
  window.client = connect({
    url: "/ws",
    getToken: async () => (await fetch("/shop/token")).text(),
    onUpdate: ({ PaymentId }) => received.push(PaymentId),
    onGap: () => window.gaps++,
  });
</script></html>`;

test("five tabs miss nothing and see nothing twice", { timeout: 540_000 }, async (t) => {
  await start();
  const browser = await launch();
  t.after(() => browser.close());
  const context = await newContext(browser);
  await context.route("**/shop/", (route) => route.fulfill({ contentType: "text/html", body: page }));
  await context.route("**/shop/token", async (route) => {
    const token = await customerToken().catch(() => undefined);
    await (token ? route.fulfill({ body: token }) : route.abort()).catch(() => {}); // the tab has closed
  });
  const tabs = [];
  for (let i = 0; i < 5; i++) {
    const tab = await context.newPage();
    await tab.goto(`${origin}/shop/`);
    tabs.push(tab);
  }
  const all = async (read) => Promise.all(tabs.map((tab) => tab.evaluate(read)));
  const areCurrent = async () => (await all("window.client?.state.stale")).every((stale) => stale === false);
  await until(areCurrent);

  const sent = [];
  const payments = async (count) => {
    for (let i = 0; i < count; i++) {
      sent.push(`pay_${sent.length}`);
      await pay(sent.at(-1), "order_456");
    }
  };
  await payments(5);
  const meanwhile = payments(10);
  await stop("SIGKILL");
  await start();
  await meanwhile;
  const more = payments(10);
  await tabs.shift().close(); // the one that opened first leads
  await more;
  await until(async () => (await all("window.received.length")).every((count) => count >= sent.length));
  await until(areCurrent);
  for (const received of await all("window.received")) {
    assert.equal(received.length, sent.length, "nothing is repeated");
    assert.deepEqual([...received].sort(), [...sent].sort(), "nothing is missed");
  }
  assert.deepEqual(await all("window.gaps"), [0, 0, 0, 0]);
});
