// One behaviour each, on a network that the test drives by hand.

import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../src/paycast.js";
import { scripted, tokenOf, update } from "./simulation/scripted.js";

async function ready(socket) {
  socket.accept();
  socket.welcome();
  socket.say({ type: "pong" });
}

/** A gateway that answers pings. */
function answering(socket) {
  socket.answers = true;
  ready(socket);
}

async function opened(options, more) {
  const script = scripted(options, more);
  const page = script.open();
  await script.world.run(1000);
  ready(script.last());
  return { ...script, page };
}

test("sends the token as a subprotocol, never in the address", async () => {
  const { sockets } = await opened();
  assert.equal(sockets[0].protocols[0], "paycast.v1");
  assert.match(sockets[0].protocols[1], /^bearer\.e30\./);
  assert.equal(sockets[0].address.href, "wss://gateway.example/ws");
});

test("shows no token that cannot be sent", async () => {
  const value = tokenOf({ now: 0, random: () => 0.5 });
  class WebSocket {
    constructor(_, protocols) {
      throw new SyntaxError(`The subprotocol '${protocols[1]}' is invalid.`); // as a browser does
    }
  }
  for (const getToken of [() => `${value}\n`, () => `Bearer ${value}`, () => `${value}"`]) {
    const { world, open } = scripted({ getToken, WebSocket });
    const page = open();
    await world.run(5000);
    assert.match(page.client.state.reason, /getToken must return a token/);
    assert.doesNotMatch(JSON.stringify([page.states, page.tab.reported]), /e30/);
    page.client.close();
  }
});

test("waits for as long as the gateway says, even for months", async () => {
  const { sockets, world } = await opened();
  sockets[0].finish(4429, "Too many messages. Try again in 5184000 s.");
  await world.run(60_000);
  assert.equal(sockets.length, 1);
});

test("calls no function of the page after it closed the client", async () => {
  for (const message of [update(), { type: "welcome", resumed: { complete: false, replayed: 0 } }]) {
    const script = scripted();
    const page = script.open({
      onState({ status }) {
        page.states.push(status);
        if (status === "connected") page.client.close();
      },
    });
    await script.world.run(1000);
    script.last().accept();
    script.last().say(message);
    await script.world.run(60_000);
    assert.deepEqual(page.states, ["connected", "closed"]);
    assert.deepEqual([page.updates.length, page.gaps.length], [0, 0]);
  }
});

test("stays closed if the page closes it while the token changes", async () => {
  const script = scripted();
  const page = script.open({
    getToken: () => tokenOf(script.world, { orders: [`order-${page.tokens++}`] }, 60),
    onState({ status }) {
      if (status === "reconnecting") page.client.close();
    },
  });
  await script.world.run(1000);
  answering(script.last());
  await script.world.run(300_000);
  assert.equal(page.client.state.status, "closed");
  assert.equal(script.sockets.length, 1);
});

test("asks for the filter in the address", async () => {
  const { sockets } = await opened({ orders: ["a&b", "طلب"], payments: ["p;1"] });
  assert.deepEqual(sockets[0].address.searchParams.getAll("order"), ["a&b", "طلب"]);
  assert.deepEqual(sockets[0].address.searchParams.getAll("payment"), ["p;1"]);
});

test("turns an http address into a WebSocket address", async () => {
  const { sockets } = await opened({ url: "https://pay.example/ws?test=true" });
  assert.equal(sockets[0].address.href, "wss://pay.example/ws?test=true");
});

test("refuses a filter that does not fit into an address", () => {
  const orders = Array.from({ length: 1000 }, (_, i) => `order-${i}-of-a-shop`);
  assert.throws(() => connect({ url: "ws://h/ws", getToken: () => "t", orders }), /at most 8000 are accepted/);
});

test("refuses to start without getToken", () => {
  assert.throws(() => connect({ url: "ws://h/ws" }), /getToken is missing/);
});

test("begins after the initial cursor, and resumes after the last update", async () => {
  const { sockets, world, page } = await opened({ initialCursor: "printed", url: "wss://gateway.example/ws?rewind=5" });
  assert.equal(sockets[0].address.searchParams.get("since"), "printed");
  assert.equal(sockets[0].address.searchParams.get("rewind"), null, "the gateway refuses both");
  sockets[0].say(update({ Cursor: "later" }));
  sockets[0].finish(1006);
  await world.run(5000);
  assert.equal(sockets[1].address.searchParams.get("since"), "later");
  assert.equal(page.updates.length, 1);
});

test("resumes after the welcome if no update came", async () => {
  const { sockets, world } = await opened();
  sockets[0].finish(1006);
  await world.run(5000);
  assert.equal(sockets[1].address.searchParams.get("since"), "c0");
});

test("delivers a repeated update once, and a state that comes back again", async () => {
  const { sockets, page } = await opened();
  const first = update({ EventId: "A" });
  sockets[0].say(first);
  sockets[0].say({ ...first, Cursor: "another" });
  sockets[0].say(update({ EventId: "B" }));
  sockets[0].say(update({ EventId: "A", ReceivedAt: "2026-11-23T08:00:00.000000Z", Corrected: true }));
  assert.deepEqual(
    page.updates.map(({ EventId }) => EventId),
    ["A", "B", "A"],
  );
});

test("reports a gap with the snapshot that follows it", async () => {
  const { sockets, world, page } = await opened();
  const seen = update();
  sockets[0].say(seen);
  sockets[0].finish(1006);
  await world.run(5000);
  sockets[1].accept();
  sockets[1].welcome({ cursor: "after-gap", resumed: { complete: false, replayed: 0 } });
  sockets[1].say({ ...seen, Cursor: "x" });
  sockets[1].say(update({ PaymentId: "pay_2", Cursor: "y" }));
  assert.equal(page.client.state.stale, true);
  assert.equal(page.gaps.length, 0, "the snapshot is not complete");
  sockets[1].say({ type: "pong" });
  assert.deepEqual(
    page.gaps.map((snapshot) => snapshot.map(({ PaymentId }) => PaymentId)),
    [["pay_1", "pay_2"]],
  );
  assert.deepEqual(
    page.updates.map(({ PaymentId }) => PaymentId),
    ["pay_1", "pay_2"],
  );
  assert.equal(page.client.state.stale, false);
});

test("reports a gap once, even if the connection breaks in the middle of the snapshot", async () => {
  const { sockets, world, page } = await opened();
  sockets[0].finish(1006);
  await world.run(5000);
  sockets[1].accept();
  sockets[1].welcome({ cursor: "after-gap", resumed: { complete: false, replayed: 0 } });
  sockets[1].say(update({ Cursor: "half" }));
  sockets[1].finish(1006);
  await world.run(5000);
  assert.equal(sockets[2].address.searchParams.get("since"), "half");
  sockets[2].accept();
  sockets[2].welcome({ resumed: { complete: true, replayed: 1 } });
  sockets[2].say({ type: "pong" });
  assert.equal(page.gaps.length, 0);
  sockets[2].say(update());
  assert.equal(page.gaps.length, 1);
  assert.equal(page.gaps[0].length, 2);
});

test("is stale until everything that it missed has arrived, and says as of when", async () => {
  const { sockets, world, page } = await opened();
  assert.equal(page.client.state.stale, false);
  const current = world.now;
  sockets[0].say({ type: "pong" });
  await world.run(3000);
  sockets[0].finish(1006);
  assert.deepEqual([page.client.state.status, page.client.state.stale], ["reconnecting", true]);
  assert.equal(page.client.state.asOf, current, "when it last heard from the gateway");
  await world.run(5000);
  sockets[1].accept();
  sockets[1].welcome({ resumed: { complete: true, replayed: 2 } });
  sockets[1].say({ type: "pong" });
  sockets[1].say(update());
  assert.deepEqual([page.client.state.status, page.client.state.stale], ["connected", true]);
  sockets[1].say(update());
  assert.equal(page.client.state.stale, false);
});

test("reconnects after an error without a close, and after a close without an error", async () => {
  const { sockets, world } = await opened();
  sockets[0].fail();
  await world.run(1000);
  assert.equal(sockets.length, 2);
  sockets[1].fail();
  sockets[1].finish(1006);
  await world.run(1500);
  assert.equal(sockets.length, 3, "both together count once");
});

test("notices a connection that is silent", async () => {
  const { sockets, world } = await opened();
  await world.run(26_000);
  assert.deepEqual(sockets[0].sent.at(-1), { type: "ping" });
  await world.run(7000);
  assert.ok(sockets[0].closed);
  assert.equal(sockets.length, 2);
});

test("notices a connection that never opens, and getToken that never responds", async () => {
  const { sockets, world, open } = scripted();
  open();
  await world.run(17_000);
  assert.ok(sockets[0].closed);
  assert.equal(sockets.length, 2);
  let asked = 0;
  open({ getToken: () => ++asked && new Promise(() => {}) });
  await world.run(62_000);
  assert.ok(asked >= 2);
});

test("waits longer after each failure, at most 20 s, and at random", async () => {
  const { sockets, requests, world, open } = scripted({}, { seed: 3 });
  open();
  const attempts = [];
  for (let i = 0; i < 4000; i++) {
    await world.run(100);
    while (sockets.length) attempts.push(world.now) && sockets.shift().finish(1006);
    while (requests.length) attempts.push(world.now) && requests.shift().reject(new TypeError("refused"));
  }
  const delays = attempts.slice(1).map((at, i) => at - attempts[i]);
  assert.ok(Math.max(...delays) <= 20_100, `${Math.max(...delays)}`);
  assert.ok(delays[0] <= 600);
  assert.ok(attempts.length > 20 && attempts.length < 80, `${attempts.length} attempts in 400 s`);
  assert.ok(new Set(delays.slice(8)).size > 5);
});

test("does not hurry a gateway that accepts connections and closes them at once", async () => {
  const { sockets, world, open } = scripted();
  open();
  let count = 0;
  for (let i = 0; i < 1200; i++) {
    await world.run(100);
    while (sockets.length) {
      count++;
      const socket = sockets.shift();
      ready(socket);
      socket.finish(1011);
    }
  }
  assert.ok(count < 30, `${count} connections in 120 s`);
});

test("obeys the gateway's delay even if the device wakes or comes online", async () => {
  const { sockets, world, page } = await opened();
  sockets[0].finish(1001, "Come back in 9000 ms.");
  await world.run(1000);
  page.tab.fire("window", "online");
  page.tab.fire("document", "visibilitychange");
  await world.run(7900);
  assert.equal(sockets.length, 1);
  await world.run(2000);
  assert.equal(sockets.length, 2);
});

test("reconnects at once when the device is online again", async () => {
  const { sockets, world, page } = await opened({}, { seed: 2 });
  page.tab.fire("window", "offline");
  assert.equal(page.client.state.stale, true);
  page.tab.fire("window", "online");
  await world.run(10);
  assert.equal(sockets.length, 2);
});

test("refreshes the token in band before it expires", async () => {
  const { sockets, world, page } = await opened();
  for (let i = 0; i < 80; i++) {
    await world.run(10_000);
    sockets[0].say({ type: "pong" });
  }
  const refreshes = sockets[0].sent.filter(({ type }) => type === "refresh");
  assert.equal(refreshes.length, 1);
  assert.equal(page.tokens, 2);
  assert.equal(sockets.length, 1);
});

test("after a sleep, gets a token before it uses a connection", async () => {
  const { sockets, world, device, page } = await opened();
  device.sleep(3_600_000, { stopsClock: true, tells: true });
  await world.run(3_600_100);
  assert.ok(sockets[0].closed, "the old connection is not used");
  assert.equal(page.tokens, 2);
  assert.equal(sockets.length, 2);
});

test("notices a sleep that no event tells of", async () => {
  const { sockets, world, device } = await opened();
  device.sleep(3_600_000, { stopsClock: true, tells: false });
  await world.run(3_600_000 + 10_000);
  assert.ok(sockets[0].closed);
  assert.equal(sockets.length, 2);
});

test("after a short pause, probes the connection", async () => {
  const { sockets, world, page } = await opened();
  const before = sockets[0].sent.length;
  page.tab.fire("document", "visibilitychange");
  assert.equal(sockets[0].sent.length, before + 1);
  await world.run(7000);
  assert.equal(sockets.length, 2, "no pong: it was dead");
});

test("a wrong clock does not make it ask for tokens in a loop", async () => {
  for (const clockError of [-86_400_000, 86_400_000]) {
    const script = scripted();
    script.device.clockError = clockError;
    const page = script.open();
    await script.world.run(1000);
    ready(script.last());
    for (let i = 0; i < 60; i++) {
      await script.world.run(10_000);
      script.last().say({ type: "pong" });
    }
    assert.equal(page.tokens, 1);
    assert.equal(script.sockets.length, 1);
  }
});

test("after 4401 with a token that is not accepted, backs off", async () => {
  const { sockets, world, page } = await opened();
  for (let i = 0; i < 600; i++) {
    await world.run(100);
    const socket = sockets.at(-1);
    if (!socket.closed && socket.readyState < 3) {
      ready(socket);
      socket.finish(4401, "The token was revoked.");
    }
  }
  assert.ok(page.tokens > 3 && page.tokens < 20, `${page.tokens} tokens in 60 s`);
});

test("a refused attempt may be about the token: the next one has another, unless it is new", async () => {
  const { sockets, world, page, last } = await opened();
  sockets[0].answers = true;
  await world.run(70_000);
  sockets[0].finish(1006);
  await world.run(3000);
  assert.equal(page.tokens, 1);
  last().fail();
  await world.run(3000);
  assert.equal(page.tokens, 2, "the first token is over a minute old");
  last().fail();
  await world.run(3000);
  assert.equal(page.tokens, 2, "a gateway that is away costs the back end nothing");
});

test("a token that permits something else starts over", async () => {
  let subject = "first";
  const { sockets, world, open } = scripted();
  open({ getToken: () => tokenOf(world, { sub: subject }) });
  await world.run(1000);
  ready(sockets[0]);
  sockets[0].say(update());
  subject = "second";
  sockets[0].finish(4401, "The token was revoked.");
  await world.run(5000);
  assert.equal(sockets[1].address.searchParams.get("since"), null, "the next user's orders come as a snapshot");
});

test("a refused refresh connects with another token", async () => {
  const { sockets, world, page } = await opened();
  sockets[0].say({ type: "error", code: "refresh_refused", message: "The token is of another subject." });
  await world.run(5000);
  assert.equal(page.tokens, 2);
  assert.equal(sockets.length, 2);
});

test("a callback that throws or rejects harms nobody, and is reported", async () => {
  const seen = [];
  const { sockets, page, world } = await opened({
    onUpdate: async (update) => {
      seen.push(update.PaymentId);
      throw new Error("async");
    },
    onState: () => {
      throw new Error("sync");
    },
  });
  sockets[0].say(update({ PaymentId: "a" }));
  sockets[0].say(update({ PaymentId: "b" }));
  await world.run(10);
  assert.deepEqual(seen, ["a", "b"]);
  assert.ok(page.tab.reported.length >= 3);
  assert.equal(sockets.length, 1);
});

test("a page cannot change an update that others see", async () => {
  const { sockets, page } = await opened();
  sockets[0].say(update());
  assert.throws(() => (page.updates[0].Status = "closed"), TypeError);
});

test("a message that is not JSON is not passed over: it resumes before it", async () => {
  const { sockets, world, page } = await opened();
  sockets[0].say(update({ Cursor: "before" }));
  sockets[0].say('{"PaymentId":"pay_');
  await world.run(3000);
  assert.equal(sockets[1].address.searchParams.get("since"), "before");
  assert.equal(page.updates.length, 1);
});

test("closes when the page is hidden, and comes back with its cursor", async () => {
  const { sockets, world, page } = await opened();
  sockets[0].say(update({ Cursor: "kept" }));
  for (const [kind, away, back] of [
    ["window", "pagehide", "pageshow"],
    ["document", "freeze", "resume"],
  ]) {
    const socket = sockets.at(-1);
    page.tab.fire(kind, away);
    assert.equal(socket.closeCode, 1000);
    await world.run(60_000);
    assert.equal(sockets.at(-1), socket, "stays away");
    page.tab.fire(kind, back);
    await world.run(100);
    assert.equal(sockets.at(-1).address.searchParams.get("since"), "kept");
    ready(sockets.at(-1));
  }
});

test("stays away after a final close code, whatever the page does", async () => {
  const { sockets, world, open } = scripted({}, { shares: true });
  const pages = [open(), open()];
  await world.run(100);
  sockets.forEach((socket) => {
    socket.accept();
    socket.finish(4403, "Not permitted.");
  });
  for (const { tab, client } of pages) {
    assert.equal(client.state.status, "closed");
    tab.fire("window", "pagehide");
    tab.fire("window", "pageshow");
    tab.fire("window", "online");
  }
  await world.run(120_000);
  assert.equal(sockets.length, 2);
  for (const { client } of pages) assert.deepEqual([client.state.status, client.state.code], ["closed", 4403]);
});

test("keeps the cursor across a reload if asked", async () => {
  const { sockets, world, open, device } = scripted({ keepCursor: true });
  const page = open();
  await world.run(100);
  ready(sockets[0]);
  sockets[0].say(update({ Cursor: "stored" }));
  page.client.close();
  connect(
    { url: "wss://gateway.example/ws", getToken: () => tokenOf(world), keepCursor: true },
    device.tabs[0].platform,
  );
  await world.run(100);
  assert.equal(sockets[1].address.searchParams.get("since"), "stored");
});

test("close() ends everything, also from inside a callback", async () => {
  const holder = {};
  const { sockets, world, page } = await opened({ onUpdate: () => holder.page.client.close() });
  holder.page = page;
  sockets[0].say(update());
  sockets[0].say(update());
  await world.run(120_000);
  assert.equal(sockets.length, 1);
  assert.ok(sockets[0].closed);
  assert.equal(page.client.state.status, "closed");
  page.tab.fire("window", "online");
  await world.run(1000);
  assert.equal(sockets.length, 1);
});

test("falls back to SSE when WebSocket has failed twice, and says nothing of it to the page", async () => {
  const { sockets, requests, world, open } = scripted({ url: "wss://gateway.example/base/ws", orders: ["o1"] });
  const page = open({ initialCursor: "from" });
  await world.run(100);
  sockets[0].fail();
  await world.run(600);
  sockets[1].fail();
  await world.run(2000);
  assert.equal(sockets.length, 2);
  const [request] = requests;
  assert.equal(request.address.href, "https://gateway.example/base/api/websocket/events?order=o1");
  assert.equal(request.headers["Last-Event-ID"], "from");
  assert.match(request.headers.Authorization, /^Bearer e30/);
  const chunks = [
    ": hello\n\nretry: 700\n",
    'id: c1\ndata: {"type":"welcome","cursor":"c1","resumed":{"complete":true,"replayed":0}}\n\n',
    `id: c2\r\ndata: ${JSON.stringify(update({ Cursor: undefined }))}\r\n\r\n`,
  ];
  const read = () => (chunks.length ? Promise.resolve({ value: chunks.shift(), done: false }) : new Promise(() => {}));
  request.resolve({ ok: true, body: { pipeThrough: () => ({ getReader: () => ({ read }) }) } });
  await world.run(2000);
  assert.equal(page.updates.length, 1);
  assert.deepEqual([page.client.state.status, page.client.state.stale], ["connected", false]);
});

for (const [status, expected] of [
  [401, { status: "reconnecting", tokens: 2 }],
  [403, { status: "closed", tokens: 1 }],
  [400, { status: "closed", tokens: 1 }],
  [429, { status: "reconnecting", tokens: 1, waits: 30_000 }],
  [503, { status: "reconnecting", tokens: 1, waits: 30_000 }],
  [404, { status: "reconnecting", tokens: 1 }],
]) {
  test(`does the right thing when SSE is refused with ${status}`, async () => {
    const { sockets, requests, world, open } = scripted();
    const page = open();
    await world.run(100);
    sockets[0].fail();
    await world.run(600);
    sockets[1].fail();
    await world.run(2000);
    const at = world.now;
    const attempts = () => sockets.length + requests.length;
    const before = attempts();
    const headers = new Headers(expected.waits ? { "Retry-After": "30" } : {});
    requests[0].resolve({ ok: false, status, headers, json: async () => ({ detail: "No." }) });
    await world.run(100);
    assert.equal(page.client.state.status, expected.status);
    if (expected.status === "closed") assert.equal(page.client.state.reason, "No.");
    while (expected.status !== "closed" && attempts() === before) await world.run(100);
    if (expected.waits) assert.ok(world.now - at >= expected.waits);
    assert.equal(page.tokens, expected.tokens);
  });
}

test("five tabs share one connection, and each gets every update once", async () => {
  const { sockets, world, open } = scripted({}, { shares: true });
  const pages = [open()];
  await world.run(1000);
  answering(sockets[0]);
  for (let i = 0; i < 4; i++) pages.push(open());
  await world.run(100);
  sockets.slice(1).forEach(answering);
  await world.run(10_000);
  const connected = sockets.filter(({ closed }) => !closed);
  assert.equal(connected.length, 1);
  connected[0].say(update());
  await world.run(10);
  for (const { updates } of pages) assert.equal(updates.length, 1);
});

test("tabs with different tokens do not share", async () => {
  const { sockets, world, open } = scripted({}, { shares: true });
  open({ getToken: () => tokenOf(world, { sub: "customer:1", orders: ["a"] }) });
  open({ getToken: () => tokenOf(world, { sub: "customer:2", orders: ["b"] }) });
  await world.run(1000);
  sockets.forEach(answering);
  await world.run(20_000);
  sockets.forEach((socket) => socket.say({ type: "pong" }));
  assert.equal(sockets.filter(({ closed }) => !closed).length, 2);
});

test("a follower takes over when the leader closes, and resumes after what it was given", async () => {
  const { sockets, world, open } = scripted({}, { shares: true });
  const [leader, follower] = [open(), open()];
  await world.run(100);
  sockets.forEach(answering);
  await world.run(10_000);
  const live = sockets.find(({ closed }) => !closed);
  live.say(update({ Cursor: "shared" }));
  await world.run(10);
  (live.tab === leader.tab ? leader : follower).client.close();
  await world.run(500);
  assert.equal(sockets.length, 3);
  assert.equal(sockets[2].address.searchParams.get("since"), "shared");
  assert.notEqual(sockets[2].tab, live.tab);
});

test("when a follower takes over, the others stay where they are", async () => {
  const { sockets, world, open } = scripted({}, { shares: true });
  const pages = [open(), open(), open(), open()];
  await world.run(100);
  sockets.forEach(answering);
  await world.run(10_000);
  sockets.forEach((socket) => socket.say({ type: "pong" }));
  const live = sockets.find(({ closed }) => !closed);
  pages.find(({ tab }) => tab === live.tab).client.close();
  await world.run(3000);
  assert.equal(sockets.length, 5);
});

test("a tab that missed what the leader said catches up by itself", async () => {
  const { sockets, world, open, device } = scripted({}, { shares: true });
  const pages = [open(), open()];
  await world.run(100);
  sockets.forEach(answering);
  await world.run(10_000);
  const live = sockets.find(({ closed }) => !closed);
  const follower = pages.find(({ tab }) => tab !== live.tab);
  live.say(update({ Cursor: "before" }));
  await world.run(10);
  const { post } = device;
  device.post = () => {};
  live.say(update({ Cursor: "missed" }));
  device.post = post;
  live.say(update());
  await world.run(100);
  assert.equal(sockets.length, 3);
  assert.equal(sockets[2].tab, follower.tab);
  assert.equal(sockets[2].address.searchParams.get("since"), "before");
  assert.equal(follower.updates.length, 1, "nothing is delivered out of order");
});

test("a hidden leader, whose timers are slow, notices a dead connection and opens the next one", async () => {
  const { sockets, world, open } = scripted({}, { shares: true });
  open();
  await world.run(100);
  answering(sockets[0]);
  open();
  await world.run(100);
  answering(sockets[1]);
  await world.run(10_000);
  sockets[0].answers = false;
  sockets[0].tab.throttled = true;
  await world.run(50_000);
  assert.ok(sockets[0].closed);
  assert.equal(sockets.length, 3);
  assert.equal(sockets[2].tab, sockets[0].tab);
});

test("a leader that gets no token lets another tab try", async () => {
  const { sockets, world, open } = scripted({}, { shares: true });
  let loggedOut = false;
  const leader = open({
    getToken: () => {
      if (loggedOut) throw new Error("logged out");
      return tokenOf(world);
    },
  });
  await world.run(100);
  answering(sockets[0]);
  const follower = open();
  await world.run(100);
  answering(sockets[1]);
  await world.run(10_000);
  loggedOut = true;
  sockets[0].finish(4401, "The token was revoked.");
  await world.run(60_000);
  const next = sockets.at(-1);
  assert.equal(next.tab, follower.tab);
  answering(next);
  next.say(update());
  assert.equal(follower.updates.length, 1);
  assert.equal(follower.client.state.stale, false);
  assert.equal(leader.client.state.stale, true);
});

test("a frozen leader is replaced within 25 s", async () => {
  const { sockets, world, open } = scripted({}, { shares: true });
  open();
  await world.run(100);
  answering(sockets[0]);
  open();
  await world.run(100);
  answering(sockets[1]);
  await world.run(10_000);
  sockets[0].say({ type: "pong" });
  sockets[0].tab.frozen = true;
  await world.run(26_000);
  assert.equal(sockets.length, 3);
  assert.equal(sockets[2].tab, sockets[1].tab);
});

test("without Web Locks, each tab has its own connection", async () => {
  const { sockets, world, open } = scripted({ shareTabs: true });
  open();
  open();
  await world.run(1000);
  assert.equal(sockets.length, 2);
});
