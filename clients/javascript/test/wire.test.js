// docs/wire is the contract: the client understands every message, and does at each close code what the table says.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { openEvents } from "../src/events.js";
import { scripted, update } from "./simulation/scripted.js";

const wire = (name) => JSON.parse(readFileSync(new URL(`../../../docs/wire/${name}.json`, import.meta.url)));

async function connected(options) {
  const script = scripted(options);
  const page = script.open();
  await script.world.run(1000);
  script.last().accept();
  script.last().welcome();
  script.last().say({ type: "pong" });
  script.last().say(update({ Cursor: "own" }));
  await script.world.run(12_000); // a stable connection
  return { ...script, page, count: script.sockets.length };
}

for (const { name, text } of wire("updates").cases) {
  test(`receives the update ${name}`, async () => {
    const { sockets, page } = await connected();
    sockets[0].say(text ?? '{"type":"nothing"}');
    if (text) {
      assert.deepEqual(page.updates.at(-1), JSON.parse(text));
      assert.ok(Object.isFrozen(page.updates.at(-1)));
    } else assert.equal(page.updates.length, 1);
  });
}

for (const { name, message, text } of wire("server-messages").cases) {
  test(`stays connected or resumes after the message ${name}`, async () => {
    const { sockets, page, world, last } = await connected();
    sockets[0].say(text);
    await world.run(10_000);
    if (message.code === "refresh_refused") {
      assert.equal(sockets.length, 2, "connects with another token");
      assert.equal(last().address.searchParams.get("since"), "own");
    } else {
      assert.equal(sockets.length, 1);
      assert.notEqual(page.client.state.status, "closed");
    }
  });
}

for (const { name, frame, text } of wire("event-stream").cases) {
  test(`understands the event ${name} of a stream`, async () => {
    const heard = [];
    const body = new Response(`${text}`).body;
    openEvents(new URL("wss://gateway.example/ws"), {
      token: "token",
      platform: Object.create(globalThis, { fetch: { value: async () => ({ ok: true, body }) } }),
      on: {
        message: (json) => heard.push({ type: "text", payload: json }),
        alive: () => heard.push({ type: "ping" }),
        end: (code, reason, delay) => heard.push({ type: "close", code, reason, delay }),
      },
    });
    while (!heard.some(({ type }) => type === "close")) await new Promise(setImmediate);
    const [{ delay, ...first }] = heard;
    assert.deepEqual(first, frame);
    const [, retry] = /^retry: (\d+)/.exec(text) ?? [];
    if (retry) assert.equal(delay, Number(retry));
  });
}

/** What each clientAction of close-codes.json means for the next connection. */
const ACTIONS = {
  NONE: { reconnects: false },
  FIX: { reconnects: false },
  RECONNECT: { reconnects: true, since: () => "own" },
  REFRESH_TOKEN: { reconnects: true, since: () => "own", newToken: true },
  RESUME: { reconnects: true, since: ({ reason }) => reason || "own" },
  RECONNECT_AFTER_BAN: { reconnects: true, since: () => "own" },
};

for (const code of wire("close-codes").cases) {
  test(`obeys the close code ${code.code} ${code.name}`, async () => {
    const { sockets, world, page, last, count } = await connected();
    const tokens = page.tokens;
    const closedAt = world.now;
    last().finish(code.code, code.reason);
    for (let i = 0; i < 70 && sockets.length === count; i++) await world.run(1000);
    const { reconnects, since, newToken } = ACTIONS[code.clientAction];
    const state = page.client.state;
    if (!reconnects) {
      assert.equal(sockets.length, count, "does not reconnect");
      assert.deepEqual([state.status, state.code, state.reason], ["closed", code.code, code.reason]);
      return;
    }
    const next = sockets[count];
    assert.equal(next.address.searchParams.get("since"), since(code));
    const [, delay, unit] = / in (\d+) (ms|s)/.exec(code.reason) ?? [];
    if (delay) assert.ok(next.at - closedAt >= delay * (unit === "s" ? 1000 : 1), "waits as long as the gateway says");
    if (newToken) assert.equal(page.tokens, tokens + 1, "asks for one token");
  });
}

test("sends what docs/wire lists, and nothing else", async () => {
  const known = wire("client-messages").cases.map(({ understood }) => understood.type);
  const { sockets, world } = await connected();
  for (let i = 0; i < 160; i++) {
    await world.run(5000);
    sockets[0].say({ type: "pong" });
  }
  const types = new Set(sockets[0].sent.map(({ type }) => type));
  assert.deepEqual([...types].sort(), ["ping", "refresh"]);
  for (const type of types) assert.ok(known.includes(type), type);
});
