// A gateway on a real port for pages and components: the protocol of docs/protocol.md, with updates that a test sends.

import { once } from "node:events";
import { createServer } from "node:http";
import { WebSocket, WebSocketServer } from "ws";

export { WebSocket };

let events = 0;

export function update(members = {}) {
  const id = ++events;
  return {
    PaymentId: "pay_1",
    Status: "authorized",
    Amount: 150,
    OrderReferenceId: "order_1",
    Currency: "AED",
    CapturedAmount: 0,
    RefundedAmount: 0,
    Outcome: "successful",
    MerchantCode: "ae",
    IsTest: false,
    EventId: `event-${id}`,
    ReceivedAt: new Date(1_790_000_000_000 + id).toISOString(),
    ...members,
  };
}

/**
 * @param {(request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => void} [serve]
 *   serves pages
 */
export async function startGateway(serve = (_, response) => response.writeHead(404).end()) {
  const journal = []; // the cursor `c<n>` is a position in it
  const clients = new Set();
  const opened = []; // the addresses
  const gateway = { journal, clients, opened, blocked: false, silent: false };

  const permits = (client, { OrderReferenceId: order }) => !client.orders.length || client.orders.includes(order);
  function open(address, since, send) {
    const url = new URL(address, "http://gateway");
    opened.push(address);
    const client = { send, orders: url.searchParams.getAll("order") };
    const from = since ? Number(since.slice(1)) : 0; // every order's payments are the snapshot
    const missed = journal.slice(from).filter((item) => permits(client, item));
    send({
      type: "welcome",
      cursor: `c${from}`,
      resumed: { complete: true, replayed: missed.length },
      pingSeconds: 25,
    });
    missed.forEach((item) => send(item));
    clients.add(client);
    return client;
  }

  const server = createServer((request, response) => {
    if (!request.url.startsWith("/api/websocket/events")) return serve(request, response);
    response.writeHead(200, { "Content-Type": "text/event-stream", "Cache-Control": "no-store" });
    response.write("retry: 100\n\n");
    const client = open(request.url, request.headers["last-event-id"], (message) => {
      const id = message.Cursor ?? message.cursor;
      if (!response.writableEnded) response.write(`${id ? `id: ${id}\n` : ""}data: ${JSON.stringify(message)}\n\n`);
    });
    client.close = () => response.end();
    response.on("close", () => clients.delete(client));
  });
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => "paycast.v1" });
  server.on("upgrade", (request, socket, head) => {
    if (gateway.blocked) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (ws) => {
      const since = new URL(request.url, "http://gateway").searchParams.get("since");
      const client = open(request.url, since, (message) => ws.send(JSON.stringify(message)));
      client.close = (code, reason) => ws.close(code, reason);
      client.drop = () => ws.terminate();
      ws.on("message", (text) => {
        const { type } = JSON.parse(text);
        if (type === "ping" && !gateway.silent) ws.send('{"type":"pong"}');
        if (type === "refresh") ws.send('{"type":"refreshed"}');
      });
      ws.on("close", () => clients.delete(client));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return Object.assign(gateway, {
    origin: `http://127.0.0.1:${server.address().port}`,
    url: `ws://127.0.0.1:${server.address().port}/ws`,
    /** Something happens to a payment. */
    happen(members) {
      const item = { ...update(members), Cursor: `c${journal.length + 1}` };
      journal.push(item);
      for (const client of clients) if (permits(client, item)) client.send(item);
      return item;
    },
    stop() {
      for (const client of clients) (client.drop ?? client.close)();
      server.closeAllConnections();
      server.close();
    },
  });
}

/** Resolves once the condition holds; the deadline of the test bounds it. */
export async function until(condition) {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}
