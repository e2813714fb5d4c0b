// The client and the element in a real browser.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { startGateway, until } from "./support/gateway.js";
import { launchTabs } from "./support/devtools.js";
import { SLOW, launch, missing, newContext, pages, target } from "./support/browser.js";

if (missing) throw new Error(missing);

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A page that keeps what its client gives it. */
const listening = `<!doctype html><html lang="en"><title>Shop</title><script type="module">
  import { connect } from "/sdk/paycast.js";
  window.updates = [];
  window.gaps = 0;
  window.client = connect({
    url: new URLSearchParams(location.search).get("url") ?? "/ws",
    getToken: async () => (await (await fetch("/token.json")).json()).token,
    onUpdate: (update) => updates.push(update.PaymentId + " " + update.Outcome),
    onGap: () => window.gaps++,
  });
</script><p>Listening.</p></html>`;

const status = (lang, dir) => `<!doctype html><html lang="${lang}" dir="${dir}"><title>Shop</title>
  <meta name="viewport" content="width=device-width"><script type="module" src="/sdk/element.js"></script>
  <main><h1>${lang === "ar" ? "طلبك" : "Your order"}</h1>
  <paycast-status order="order_1" token-url="/token.json"></paycast-status></main></html>`;

let gateway;
let browser;
let tokens = 0;
before(async () => {
  gateway = await startGateway(
    pages({
      "/": listening,
      "/other": "<!doctype html><html lang=en><title>Elsewhere</title><p>Elsewhere.</p></html>",
      "/en": status("en", "ltr"),
      "/ar": status("ar", "rtl"),
      "/token.json": () => JSON.stringify({ token: token() }),
      "/favicon.ico": "",
    }),
  );
  browser = await launch();
});
after(async () => {
  await browser?.close();
  gateway.stop();
});

function token() {
  tokens++;
  const iat = Math.floor(Date.now() / 1000);
  return `e30.${Buffer.from(JSON.stringify({ sub: "shopper", iat, exp: iat + 900 })).toString("base64url")}.x`;
}

/** A fresh browser profile; the test fails on an error in a page. */
async function profile(t, options) {
  const context = await newContext(browser, options);
  const errors = [];
  context.on("weberror", (error) => errors.push(String(error.error())));
  t.after(async () => {
    await context.close();
    await until(() => gateway.clients.size === 0);
    gateway.journal.length = 0;
  });
  return {
    context,
    errors,
    open: async (path = "/") => {
      const page = await context.newPage();
      await page.goto(gateway.origin + path);
      return page;
    },
  };
}

const state = (page) => page.evaluate(() => window.client.state);
const updates = (page) => page.evaluate(() => window.updates);
const isCurrent = async (page) => (await state(page))?.stale === false;

test("goes offline and comes back without missing an update", SLOW, async (t) => {
  const { context, open, errors } = await profile(t);
  const page = await open();
  await until(() => isCurrent(page));
  gateway.happen({ PaymentId: "p1" });
  await until(async () => (await updates(page)).length === 1);
  await context.setOffline(true);
  await until(async () => (await state(page)).stale);
  gateway.happen({ PaymentId: "p2" });
  await context.setOffline(false);
  await until(async () => (await updates(page)).length === 2);
  assert.deepEqual(await updates(page), ["p1 successful", "p2 successful"]);
  await until(() => isCurrent(page));
  assert.deepEqual(errors, []);
});

test("enters the back/forward cache, and comes back from it with what it missed", SLOW, async (t) => {
  const { open } = await profile(t);
  const page = await open();
  await until(() => isCurrent(page));
  gateway.happen({ PaymentId: "p1" });
  await until(async () => (await updates(page)).length === 1);
  await page.evaluate(() => addEventListener("pageshow", (event) => (window.persisted = event.persisted)));
  await page.goto(`${gateway.origin}/other`);
  await until(() => gateway.clients.size === 0);
  gateway.happen({ PaymentId: "p2" });
  await page.goBack({ waitUntil: "commit" }); // nothing is loaded
  await until(async () => (await updates(page)).length === 2);
  assert.equal(await page.evaluate(() => window.persisted), true, "the page was in the cache");
  assert.deepEqual(await updates(page), ["p1 successful", "p2 successful"]);
});

test("closes when it is frozen, and resumes; meanwhile another tab has the connection", SLOW, async (t) => {
  const chromium = await launchTabs();
  t.after(async () => {
    await chromium.close();
    gateway.journal.length = 0;
  });
  const stateOf = (tab) => tab.evaluate("window.client?.state.stale");
  const updatesOf = (tab) => tab.evaluate("window.updates.join()");
  const leader = await chromium.open(`${gateway.origin}/`);
  await until(async () => (await stateOf(leader)) === false);
  const other = await chromium.open(`${gateway.origin}/`);
  await other.show();
  await until(async () => (await stateOf(other)) === false && gateway.clients.size === 1);
  const before = gateway.opened.length;
  await leader.become("frozen");
  await until(() => gateway.opened.length === before + 1 && gateway.clients.size === 1);
  gateway.happen({ PaymentId: "p1" });
  await until(async () => (await updatesOf(other)) === "p1 successful");
  await leader.become("active");
  await leader.show();
  await until(async () => (await updatesOf(leader)) === "p1 successful" && gateway.clients.size === 1);
  gateway.happen({ PaymentId: "p2" });
  for (const tab of [leader, other]) await until(async () => (await updatesOf(tab)) === "p1 successful,p2 successful");
});

test("five tabs share one connection; whichever closes, none misses or repeats an update", SLOW, async (t) => {
  const { open, errors } = await profile(t);
  const tabs = [];
  for (let i = 0; i < 5; i++) tabs.push(await open());
  await until(async () => gateway.clients.size === 1 && (await Promise.all(tabs.map(isCurrent))).every(Boolean));
  const expected = [];
  while (tabs.length > 1) {
    for (let i = 0; i < 3; i++) {
      const id = `p${expected.length}`;
      gateway.happen({ PaymentId: id });
      expected.push(`${id} successful`);
      if (i === 1) await tabs.shift().close(); // the first one leads at first
    }
    await until(async () => (await Promise.all(tabs.map(updates))).every((list) => list.length >= expected.length));
  }
  for (const tab of tabs) assert.deepEqual(await updates(tab), expected);
  await until(() => gateway.clients.size === 1);
  assert.deepEqual(errors, []);
});

test("uses SSE where WebSocket is blocked", SLOW, async (t) => {
  const { open } = await profile(t);
  gateway.blocked = true;
  t.after(() => (gateway.blocked = false));
  const page = await open();
  await until(() => isCurrent(page));
  gateway.happen({ PaymentId: "p1" });
  await until(async () => (await updates(page)).length === 1);
  assert.match(gateway.opened.at(-1), /^\/api\/websocket\/events/);
  for (const client of gateway.clients) client.close();
  gateway.happen({ PaymentId: "p2" });
  await until(async () => (await updates(page)).length === 2);
  assert.deepEqual(await updates(page), ["p1 successful", "p2 successful"]);
});

const SHOWN = [
  { lang: "en", outcome: "pending", title: "Confirming your payment…", detail: "This takes a few seconds." },
  { lang: "en", outcome: "successful", title: "Payment confirmed", detail: "Order order_1 is paid: AED 150.00" },
  { lang: "en", outcome: "rejected", title: "Payment not approved", detail: "Order order_1 is not paid." },
  { lang: "en", outcome: "refunded", title: "Payment refunded", detail: "Refunded for order order_1: AED 150.00" },
  { lang: "ar", outcome: "pending", title: "جارٍ تأكيد الدفع…" },
  { lang: "ar", outcome: "successful", title: "تم تأكيد الدفع" },
  { lang: "ar", outcome: "cancelled", title: "أُلغي الدفع" },
];

for (const { lang, outcome, title, detail } of SHOWN) {
  test(`the element shows ${outcome} in ${lang}, accessibly`, SLOW, async (t) => {
    const { open, errors } = await profile(t, {
      viewport: { width: 420, height: 260 },
      reducedMotion: "no-preference",
    });
    const page = await open(`/${lang}`);
    const element = page.locator("paycast-status");
    if (outcome !== "pending") {
      await until(() => gateway.clients.size === 1);
      gateway.happen({
        OrderReferenceId: "order_1",
        Outcome: outcome,
        RefundedAmount: outcome === "refunded" ? 150 : 0,
      });
    }
    await until(async () => (await element.getAttribute("outcome")) === outcome);
    assert.equal(await element.locator("strong").textContent(), title);
    const text = (await element.locator("span").textContent()).replaceAll("\u00a0", " ");
    if (detail) assert.equal(text, detail);
    assert.equal(await element.locator("[part=box]").getAttribute("dir"), lang === "ar" ? "rtl" : "ltr");
    assert.equal(await element.locator("[role=status]").count(), 1, "a screen reader announces changes");
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => window.axe.run());
    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`),
      [],
    );
    await page.screenshot({ path: `${target}${outcome}-${lang}.png` });
    assert.deepEqual(errors, []);
  });
}

test("the element does not move if the visitor prefers that", SLOW, async (t) => {
  const { open } = await profile(t, { reducedMotion: "reduce" });
  const page = await open("/en");
  const icon = page.locator("paycast-status i");
  assert.equal(await icon.evaluate((element) => getComputedStyle(element).animationName), "none");
});

test("the element follows its attributes, and tells the page", SLOW, async (t) => {
  const { open } = await profile(t);
  const page = await open("/en");
  const element = page.locator("paycast-status");
  await page.evaluate(() => {
    window.told = [];
    addEventListener("paycast-update", ({ detail }) => window.told.push(detail.PaymentId));
  });
  gateway.happen({ PaymentId: "other", OrderReferenceId: "order_2", Outcome: "successful" });
  gateway.happen({ PaymentId: "first", OrderReferenceId: "order_1", Outcome: "rejected" });
  await until(async () => (await element.getAttribute("outcome")) === "rejected");
  await element.evaluate((e) => e.setAttribute("order", "order_2"));
  await until(async () => (await element.getAttribute("outcome")) === "successful");
  await element.evaluate((e) => e.setAttribute("lang", "ar"));
  assert.equal(await element.locator("strong").textContent(), "تم تأكيد الدفع");
  assert.deepEqual(await page.evaluate(() => window.told), ["first", "other"]);
  await element.evaluate((e) => e.remove());
  await until(() => gateway.clients.size === 0);
});

test("the element stays calm while the gateway is away, and shows the truth when it is back", SLOW, async (t) => {
  const { context, open } = await profile(t, { viewport: { width: 420, height: 260 } });
  const page = await open("/en");
  const element = page.locator("paycast-status");
  await until(() => gateway.clients.size === 1);
  await page.clock.install();
  await context.setOffline(true);
  await page.clock.runFor(12_000);
  await until(async () => (await element.locator("span").textContent()).startsWith("Waiting for a connection."));
  assert.equal(await element.locator("strong").textContent(), "Confirming your payment…");
  await page.screenshot({ path: `${target}offline-en.png` });
  gateway.happen({ OrderReferenceId: "order_1" });
  await context.setOffline(false);
  await page.clock.runFor(25_000);
  await until(async () => (await element.getAttribute("outcome")) === "successful");
});
