// The story of the demo shop in a real browser and a real system: a shopper pays at Tabby's hosted page, and the shop's
// page says how it ended, whatever happens to the tab, the network and the gateway.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { SLOW, launch, missing, newContext, target } from "./support/browser.js";
import { until } from "./support/gateway.js";
import { origin, start, stop, trigger } from "./support/system.js";

if (missing) throw new Error(missing);

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const TEXTS = {
  en: {
    pending: "Confirming your payment…",
    successful: "Payment successful",
    cancelled: "Payment cancelled",
    rejected: "Payment rejected",
    expired: "Payment expired",
    refunded: "Payment refunded",
    partly_refunded: "Payment partly refunded",
  },
  ar: {
    pending: "جارٍ تأكيد الدفع…",
    successful: "تم الدفع بنجاح",
    cancelled: "أُلغي الدفع",
    rejected: "رُفض الدفع",
    expired: "انتهت مهلة الدفع",
    refunded: "رُدّت الدفعة",
    partly_refunded: "رُدّ جزء من الدفعة",
  },
};

let browser;
before(async () => {
  await start();
  browser = await launch();
}, SLOW);
after(() => browser?.close());

/** A shopper with a browser of their own. The test fails on an error in a page, and on what its policy forbids. */
async function shopper(t, options = {}) {
  const context = await newContext(browser, { viewport: { width: 390, height: 800 }, ...options });
  const errors = [];
  context.on("weberror", (error) => errors.push(String(error.error())));
  context.on("console", (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) errors.push(message.text());
  });
  t.after(() => context.close());
  const page = await context.newPage();
  return { context, page, errors };
}

/** Buys the product, up to Tabby's hosted page. */
async function buy(page, lang = "en", who = "accepted") {
  await page.goto(`${origin}/demo?lang=${lang}`);
  await page.locator("select[name=shopper]").selectOption(who);
  await page.locator("form button").click();
}

const press = (page, action) => page.locator(`[data-action=${action}]`).click();
const heading = (page) => page.locator("#result section:not([hidden]) h1");
const shows = (page, text) => until(async () => (await heading(page).textContent()) === text);
const orderOf = (page) => new URL(page.url()).pathname.split("/").at(-1);

/** No accessibility fault, nothing wider than the screen; and a picture to look at. */
async function check(page, name) {
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${name} fits`);
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`),
    [],
    name,
  );
  await page.screenshot({ path: `${target}demo-${name}.png`, fullPage: true });
}

/** The payment of an order, which a socket of a user shows. */
async function paymentOf(page) {
  return page.evaluate(async () => {
    const { connect } = await import("/sdk/core.js");
    const { token } = await (await fetch(`${location.pathname}/token`)).json();
    return new Promise((resolve) => {
      const client = connect({
        url: "/ws",
        getToken: () => token,
        onUpdate({ PaymentId }) {
          client.close();
          resolve(PaymentId);
        },
      });
    });
  });
}

for (const lang of ["en", "ar"]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`the pages are accessible and fit a phone, ${lang}, ${colorScheme}`, SLOW, async (t) => {
      const { page, errors } = await shopper(t, { colorScheme, viewport: { width: 360, height: 740 } });
      await page.goto(`${origin}/?lang=${lang}`);
      await page.locator("#health [data-state=up]").waitFor();
      assert.equal(await page.locator("html").getAttribute("dir"), lang === "ar" ? "rtl" : "ltr");
      await check(page, `front-${lang}-${colorScheme}`);
      await page.locator(`a[href^="/demo"]`).first().click();
      await page.locator("select[name=shopper]").waitFor();
      await check(page, `product-${lang}-${colorScheme}`);
      await page.locator("form button").click();
      await page.locator("[data-action=approve]").waitFor();
      await check(page, `tabby-${lang}-${colorScheme}`);
      await press(page, "approve");
      await shows(page, TEXTS[lang].successful);
      await check(page, `successful-${lang}-${colorScheme}`);
      assert.deepEqual(errors, []);
    });
  }

  const endings = [
    ["approve", "successful"],
    ["decline", "rejected"],
    ["cancel", "cancelled"],
  ];
  for (const [action, outcome] of endings) {
    test(`"${action}" ends as ${outcome} in ${lang}`, SLOW, async (t) => {
      const { page, errors } = await shopper(t);
      await buy(page, lang);
      await press(page, action);
      await page.waitForURL("**/demo/orders/**");
      await shows(page, TEXTS[lang][outcome]);
      assert.equal(await page.title(), TEXTS[lang][outcome]);
      assert.equal(await page.locator("html").getAttribute("lang"), lang);
      await check(page, `${outcome}-${lang}`);
      assert.deepEqual(errors, []);
    });
  }

  test(`a session that expires ends as expired in ${lang}`, SLOW, async (t) => {
    const { context, page, errors } = await shopper(t);
    await buy(page, lang);
    const waiting = await orderPage(context, page, lang);
    await press(page, "expire");
    await shows(waiting, TEXTS[lang].expired);
    await check(waiting, `expired-${lang}`);
    await press(page, "back");
    await shows(page, TEXTS[lang].expired);
    assert.deepEqual(errors, []);
  });

  test(`a shopper whom Tabby rejects at once stays in the shop, in ${lang}`, SLOW, async (t) => {
    const { page, errors } = await shopper(t);
    await buy(page, lang, "rejected");
    await page.waitForURL("**/demo?*#rejected");
    await page.locator("#rejected").waitFor({ state: "visible" });
    await check(page, `not-offered-${lang}`);
    assert.deepEqual(errors, []);
  });
}

/** Opens the order's page in a second tab, while the first is at Tabby. Its address comes from the hosted page. */
async function orderPage(context, tabby, lang = "en") {
  await tabby.locator("[data-action=approve]").waitFor();
  const cookies = await context.cookies();
  const { path } = cookies.find(({ name }) => name === "paycast-demo");
  const second = await context.newPage();
  await second.goto(`${origin}${path}?lang=${lang}`);
  await shows(second, TEXTS[lang].pending);
  return second;
}

test("the address that says success proves nothing", SLOW, async (t) => {
  const { context, page } = await shopper(t);
  await buy(page);
  const second = await orderPage(context, page);
  await second.goto(`${second.url().split("?")[0]}?from=success&payment_id=1`);
  await until(() => second.evaluate(() => document.querySelector("[data-field=order]").textContent !== ""));
  await trigger("authorized"); // somebody else's payment succeeds meanwhile
  assert.equal(await heading(second).textContent(), TEXTS.en.pending);
  await press(page, "decline");
  await shows(second, TEXTS.en.rejected);
});

test("an order is shown to the browser that placed it, and to no other", SLOW, async (t) => {
  const { page } = await shopper(t);
  await buy(page);
  await press(page, "approve");
  await shows(page, TEXTS.en.successful);
  const address = page.url();
  const { page: stranger } = await shopper(t);
  await stranger.goto(address);
  await stranger.locator("#unknown").waitFor({ state: "visible" });
  const response = await stranger.request.get(`${address.split("?")[0]}/token`);
  assert.equal(response.status(), 403);
});

test("the page follows the payment after its success: refunds in part and in full", SLOW, async (t) => {
  const { page } = await shopper(t);
  await buy(page);
  await press(page, "approve");
  await shows(page, TEXTS.en.successful);
  const payment = await paymentOf(page);
  await trigger("refunded", { payment, refund: "50.00" });
  await shows(page, TEXTS.en.partly_refunded);
  await trigger("refunded", { payment });
  await shows(page, TEXTS.en.refunded);
});

test("a payment that the shop closes without a capture is cancelled, not successful", SLOW, async (t) => {
  const { page } = await shopper(t);
  await buy(page);
  await press(page, "approve");
  await shows(page, TEXTS.en.successful);
  await trigger("cancelled", { payment: await paymentOf(page) });
  await shows(page, TEXTS.en.cancelled);
});

test("two tabs and a reload end alike", SLOW, async (t) => {
  const { context, page, errors } = await shopper(t);
  await buy(page);
  const second = await orderPage(context, page);
  await second.reload();
  await press(page, "approve");
  for (const tab of [page, second]) await shows(tab, TEXTS.en.successful);
  for (const tab of [page, second]) {
    await tab.reload();
    await shows(tab, TEXTS.en.successful);
  }
  assert.equal(orderOf(page), orderOf(second));
  assert.deepEqual(errors, []);
});

test("ends alike where WebSocket is blocked", SLOW, async (t) => {
  const { context, page } = await shopper(t);
  await context.routeWebSocket("**/ws**", (socket) => socket.close({ code: 1006 }));
  const streams = [];
  context.on("request", (request) => request.url().includes("/api/websocket/events") && streams.push(request));
  await buy(page);
  await press(page, "approve");
  await shows(page, TEXTS.en.successful);
  assert.ok(streams.length > 0, "the update came over Server-Sent Events");
});

test("works with the keyboard alone", SLOW, async (t) => {
  const { page } = await shopper(t);
  await page.goto(`${origin}/demo`);
  const reach = async (selector) => {
    await until(async () => {
      await page.keyboard.press("Tab");
      return page.evaluate((wanted) => document.activeElement.matches(wanted), selector);
    });
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, "none", "the focus is visible");
  };
  await reach("form button");
  await page.keyboard.press("Enter");
  await page.locator("[data-action=approve]").waitFor();
  await reach("[data-action=approve]");
  await page.keyboard.press("Enter");
  await shows(page, TEXTS.en.successful);
});

test("changes its language and keeps the result", SLOW, async (t) => {
  const { page } = await shopper(t);
  await buy(page);
  await press(page, "cancel");
  await shows(page, TEXTS.en.cancelled);
  await page.locator("#language").click();
  await shows(page, TEXTS.ar.cancelled);
  await page.locator("#language").click();
  await shows(page, TEXTS.en.cancelled);
});

test(
  "ends alike if Paycast is killed while the shopper is at Tabby, and again while the page waits",
  SLOW,
  async (t) => {
    const { context, page } = await shopper(t);
    await buy(page);
    const second = await orderPage(context, page);
    await stop("SIGKILL");
    await second.locator("#offline").waitFor({ state: "visible" });
    await second.screenshot({ path: `${target}demo-offline-en.png` });
    await start();
    await press(page, "approve");
    for (const tab of [page, second]) await shows(tab, TEXTS.en.successful);
    const { page: next } = await shopper(t);
    await buy(next);
    await press(next, "decline");
    await next.waitForURL("**/demo/orders/**");
    await stop("SIGKILL");
    await start();
    await shows(next, TEXTS.en.rejected);
    await shows(second, TEXTS.en.successful);
  },
);
