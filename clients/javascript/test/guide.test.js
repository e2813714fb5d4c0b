// Runs every JavaScript snippet of docs/integration-guide.md as it stands. Only the host pay.example leads to a test
// gateway.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { compileScript, parse } from "vue/compiler-sfc";
import { SLOW, launch, missing, newContext, pages } from "./support/browser.js";
import { startGateway, until } from "./support/gateway.js";
import { freePorts } from "./support/port.js";

if (missing) throw new Error(missing);

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = `${root}target/guide/`;
const guide = readFileSync(new URL("../../../docs/integration-guide.md", import.meta.url), "utf8");
const snippets = new Map(
  [...guide.matchAll(/<!-- file: (\S+) -->\n```(?:js|jsx|vue|html)\n([^]*?)```/g)].map(([, name, text]) => [
    name,
    text,
  ]),
);
const ORDER = { OrderReferenceId: "order_456", PaymentId: "pay_123" };

let gateway;
let browser;
const asked = [];
before(async () => {
  mkdirSync(folder, { recursive: true });
  snippets.forEach((text, name) => writeFileSync(folder + name, text));
  const page = (script) => `<!doctype html><html lang="en"><title>Shop</title><div id="app"></div>
    <script type="module">${script.replaceAll("</script", "<\\/script")}</script></html>`;
  const served = pages({
    "/status.html": snippets.get("status.html"),
    "/listen.html": snippets.get("listen.html"),
    "/plain.html": snippets.get("plain.html"),
    "/react.html": page(await bundle("react.jsx")),
    "/vue.html": page(await bundle("main.js")),
    "/paycast-token": '{"token":"a.b.c"}',
  });
  gateway = await startGateway(async (request, response) => {
    response.setHeader("Access-Control-Allow-Origin", "*");
    if (!request.url.startsWith("/api/auth/")) return served(request, response);
    const body = JSON.parse(Buffer.concat(await request.toArray()).toString());
    asked.push([request.url, body, request.headers.authorization]);
    response.end(JSON.stringify({ token: `token${asked.length}`, tokenType: "Bearer", expiresIn: 900 }));
  });
  browser = await launch();
});
after(async () => {
  await browser?.close();
  gateway.stop();
});

/** Bundles a snippet as a page's own build would; the package resolves to this one. */
async function bundle(name) {
  writeFileSync(
    `${folder}main.js`,
    'import { createApp } from "vue"; import App from "./App.vue"; createApp(App).mount("#app");',
  );
  const vue = {
    name: "vue",
    setup: ({ onLoad }) =>
      onLoad({ filter: /\.vue$/ }, ({ path }) => {
        const { descriptor } = parse(readFileSync(path, "utf8"), { filename: path });
        return { contents: compileScript(descriptor, { id: path, inlineTemplate: true }).content };
      }),
  };
  const { outputFiles } = await build({
    entryPoints: [folder + name],
    bundle: true,
    write: false,
    format: "esm",
    jsx: "automatic",
    plugins: [vue],
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "silent",
  });
  return outputFiles[0].text;
}

for (const name of ["status", "listen", "plain", "react", "vue"]) {
  test(`${name} shows a payment`, SLOW, async (t) => {
    gateway.journal.length = 0;
    const context = await newContext(browser, { bypassCSP: true });
    t.after(() => context.close());
    const errors = [];
    context.on("weberror", (error) => errors.push(String(error.error())));
    const { host } = new URL(gateway.origin);
    await context.route("https://pay.example/**", async (route) => {
      const { pathname } = new URL(route.request().url());
      await route.fulfill({ response: await route.fetch({ url: gateway.origin + pathname }) });
    });
    await context.addInitScript((target) => {
      window.WebSocket = class extends WebSocket {
        constructor(address, protocols) {
          super(String(address).replace("wss://pay.example", `ws://${target}`), protocols ?? []);
        }
      };
    }, host);
    const page = await context.newPage();
    await page.goto(`${gateway.origin}/${name}.html`);
    await until(() => gateway.clients.size === 1);
    gateway.happen({ ...ORDER, Outcome: "pending", Status: "created" });
    gateway.happen({ ...ORDER, Outcome: "successful" });
    const expected = name === "status" ? "Order order_456 is paid" : "order_456: successful";
    await until(async () => {
      const shown =
        name === "status"
          ? await page.locator("paycast-status").evaluate((element) => element.shadowRoot.textContent)
          : await page.textContent("body");
      return shown.includes(expected);
    });
    assert.deepEqual(errors, []);
  });
}

async function run(t, name, environment, ...options) {
  const script = spawn(process.execPath, [...options, folder + name], {
    env: { ...process.env, PAYCAST: gateway.origin, SHOP_USER: "shop", SHOP_PASSWORD: "secret", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  t.after(async () => {
    if (script.exitCode !== null || script.signalCode !== null) return;
    script.kill();
    await once(script, "exit");
  });
  const output = { text: "" };
  for (const stream of [script.stdout, script.stderr]) stream.on("data", (chunk) => (output.text += chunk));
  return output;
}

test("the script for Node prints a payment", SLOW, async (t) => {
  gateway.journal.length = 0;
  const options = Number(process.versions.node.split(".")[0]) < 22 ? ["--experimental-websocket"] : [];
  const output = await run(t, "listen.mjs", {}, ...options);
  await until(() => output.text.includes("connected"));
  gateway.happen(ORDER);
  await until(() => output.text.includes("order_456 successful 150 AED"));
  assert.deepEqual(asked.at(-1).slice(0, 2), ["/api/auth/login", { username: "shop", password: "secret" }]);
});

test("the token server mints a token for the shopper's orders, and logs in once", SLOW, async (t) => {
  asked.length = 0;
  const [port] = await freePorts(1);
  await run(t, "token-server.mjs", { PORT: String(port) });
  const get = () => fetch(`http://127.0.0.1:${port}/paycast-token`).catch(() => undefined);
  await until(async () => (await get())?.ok);
  const { token } = await (await get()).json();
  assert.equal(token, "token3");
  assert.deepEqual(
    asked.map(([path]) => path),
    ["/api/auth/login", "/api/auth/customer-token", "/api/auth/customer-token"],
  );
  assert.deepEqual(asked[2].slice(1), [{ orders: ["order_456"] }, "Bearer token1"]);
});

test("every snippet in JavaScript is run", () => {
  const all = [...guide.matchAll(/```(js|jsx|vue|html)\n/g)].length;
  assert.equal(snippets.size, all);
});
