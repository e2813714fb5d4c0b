// The client on real sockets: the WebSocket of the package `ws`, and fetch.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, test } from "node:test";
import { WebSocket, WebSocketServer } from "ws";
import { connect as connectCore } from "../src/core.js";
import { connect } from "../src/paycast.js";
import { update } from "./simulation/scripted.js";

const servers = [];
after(() => servers.forEach((server) => server.close()));

async function serve(handle) {
  const server = createServer(handle).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return { server, url: `ws://127.0.0.1:${server.address().port}/ws` };
}

/** Resolves when the condition holds; the test's deadline bounds it. */
async function until(condition) {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test("receives over a WebSocket, and resumes when the server closes it", { timeout: 120_000 }, async () => {
  const { server, url } = await serve();
  const since = [];
  const sockets = new WebSocketServer({ server, handleProtocols: () => "paycast.v1" });
  sockets.on("connection", (socket, request) => {
    since.push(new URL(request.url, url).searchParams.get("since"));
    socket.send(JSON.stringify({ type: "welcome", cursor: "c", resumed: { complete: true, replayed: 0 } }));
    socket.on("message", () => socket.send('{"type":"pong"}'));
    socket.send(JSON.stringify(update({ Cursor: `after-${since.length}` })));
    if (since.length === 1) socket.close(1001, "Come back in 50 ms.");
  });
  const updates = [];
  const client = connect({ url, getToken: () => "token", WebSocket, onUpdate: (u) => updates.push(u) });
  await until(() => updates.length === 2 && !client.state.stale);
  assert.deepEqual(since, [null, "after-1"]);
  client.close();
});

test("keeps trying while nobody listens", { timeout: 120_000 }, async () => {
  const { server, url } = await serve();
  server.close();
  await once(server, "close");
  let failures = 0;
  const client = connect({ url, getToken: () => "token", WebSocket, onState: () => failures++ });
  await until(() => client.state.status === "reconnecting");
  const again = createServer().listen(Number(new URL(url).port), "127.0.0.1");
  servers.push(again);
  const sockets = new WebSocketServer({ server: again });
  sockets.on("connection", (socket) => {
    socket.send(JSON.stringify({ type: "welcome", cursor: "c", resumed: { complete: true, replayed: 0 } }));
    socket.on("message", () => socket.send('{"type":"pong"}'));
  });
  await until(() => client.state.status === "connected" && !client.state.stale);
  client.close();
});

test("receives over SSE where there is no WebSocket", { timeout: 120_000 }, async () => {
  const asked = [];
  const { url } = await serve((request, response) => {
    const { authorization, "last-event-id": id } = request.headers;
    asked.push([request.url, authorization, id]);
    response.writeHead(200, { "Content-Type": "text/event-stream" });
    response.write(
      'retry: 50\nid: c1\ndata: {"type":"welcome","cursor":"c1","resumed":{"complete":true,"replayed":0}}\n\n',
    );
    response.write(`id: c2\ndata: ${JSON.stringify(update({ Cursor: "c2", OrderReferenceId: "طلب" }))}\n\n`);
    if (asked.length === 1) response.end();
  });
  const updates = [];
  const globals = Object.create(globalThis, { WebSocket: { value: undefined } });
  const client = connect({ url, getToken: () => "token", onUpdate: (u) => updates.push(u) }, globals);
  await until(() => updates.length === 2);
  assert.deepEqual(asked[1], ["/api/websocket/events", "Bearer token", "c2"]);
  assert.equal(updates[0].OrderReferenceId, "طلب");
  client.close();
});

test("says what is missing where there is no WebSocket and no fallback", () => {
  const globals = Object.create(globalThis, { WebSocket: { value: undefined } });
  assert.throws(
    () => connectCore({ url: "ws://127.0.0.1/ws", getToken: () => "t" }, globals),
    /Pass a WebSocket class/,
  );
});
