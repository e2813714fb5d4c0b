// The real system: `./paycast up` on free ports. It needs the built system (`make build`). PAYCAST_HOME is another
// checkout's folder.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { until } from "./gateway.js";
import { freePorts } from "./port.js";

const HOME = process.env.PAYCAST_HOME ?? fileURLToPath(new URL("../../../..", import.meta.url));
if (!existsSync(join(HOME, "cli/target/cli-app.jar"))) {
  throw new Error(`${HOME} is not built. Run "make build" there first.`);
}

const [port, kafka] = await freePorts(2);
export const origin = `http://127.0.0.1:${port}`;
const data = mkdtempSync(join(tmpdir(), "paycast-client-"));
let system;

export async function start() {
  system = spawn(join(HOME, "paycast"), ["up", "--port", port, "--kafka-port", kafka, "--data", data].map(String), {
    env: { ...process.env, PAYCAST_NO_CACHE: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [system.stdout, system.stderr]) stream.on("data", (chunk) => (output += chunk));
  system.on("exit", (code) => code && console.error(output));
  const health = () => fetch(`${origin}/api/websocket/health`, { signal: AbortSignal.timeout(10_000) });
  const healthy = async () => (await health().catch(() => undefined))?.ok || system.exitCode !== null;
  await until(healthy);
  assert.equal(system.exitCode, null, output);
}

export async function stop(signal) {
  const exited = once(system, "exit");
  system.kill(signal);
  await exited;
}

after(async () => {
  if (system.exitCode === null && system.signalCode === null) await stop("SIGTERM");
  rmSync(data, { recursive: true, force: true, maxRetries: 20 }); // PostgreSQL may still write
});

async function post(path, body, headers) {
  const response = await fetch(origin + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  });
  if (!response.ok) throw new Error(`${path} responded with ${response.status}.`);
  return response.headers.get("content-length") === "0" ? undefined : response.json().catch(() => undefined);
}

export const login = async (name) => (await post("/api/auth/login", { username: name, password: name })).token;
let shop; // logins are limited
export const customerToken = async () => {
  shop ??= await login("shop");
  const Authorization = `Bearer ${shop}`;
  return (await post("/api/auth/customer-token", { orders: ["order_456"] }, { Authorization })).token;
};

/** Sends a webhook as Tabby does, until it is acknowledged. */
export async function pay(id, order) {
  const body = { id, status: "authorized", amount: "150.00", currency: "AED", order: { reference_id: order } };
  await until(() =>
    post("/api/tabby/webhook", body, { "X-Tabby-Signature": "local-secret" }).then(
      () => true,
      () => false,
    ),
  );
}

/** Makes something happen to a payment of the emulated Tabby, which sends the webhook. */
export const trigger = (event, members = {}) => post("/tabby/emulator/trigger", { event, ...members });
