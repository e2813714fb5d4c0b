// Debian's Chromium, driven by playwright-core; and a page that it can load.

import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const PROGRAM = process.env.PAYCAST_CHROMIUM ?? "/usr/bin/chromium";
const root = fileURLToPath(new URL("../..", import.meta.url));

export const ARGUMENTS = [
  "--no-sandbox", // CI runs as root
  "--disable-gpu",
  "--disable-dev-shm-usage", // it is small in containers
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The deadline of a test, and of each step in a page, on a slow machine. */
export const SLOW = { timeout: 300_000 };

/** Where screenshots go. */
export const target = `${root}target/`;

/** Why the tests in a browser cannot run here, or undefined. */
export const missing = existsSync(PROGRAM)
  ? undefined
  : `${PROGRAM} is missing. Install Debian's package "chromium", or set PAYCAST_CHROMIUM.`;

export async function launch() {
  mkdirSync(target, { recursive: true });
  return chromium.launch({
    executablePath: PROGRAM,
    timeout: SLOW.timeout,
    args: ARGUMENTS,
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  });
}

/** A browser profile of its own. */
export async function newContext(browser, options) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(120_000);
  return context;
}

const TYPES = { ".js": "text/javascript", ".html": "text/html; charset=utf-8" };

/** Serves the package's modules at /sdk, and the pages of a test. */
export const pages = (own) => (request, response) => {
  const path = new URL(request.url, "http://page").pathname;
  if (path in own) {
    const body = typeof own[path] === "function" ? own[path](request) : own[path];
    const type = path.endsWith(".json") ? "application/json" : TYPES[".html"];
    response.writeHead(200, {
      "Content-Type": type,
      "Content-Security-Policy":
        "default-src 'none'; script-src 'self' 'unsafe-inline'; connect-src 'self' ws:; frame-ancestors 'none'",
    });
    return response.end(body);
  }
  const file = /^\/sdk\/([\w-]+\.js)$/.exec(path);
  if (!file || !existsSync(`${root}src/${file[1]}`)) return response.writeHead(404).end();
  response.writeHead(200, { "Content-Type": TYPES[extname(path)] });
  response.end(readFileSync(`${root}src/${file[1]}`));
};
