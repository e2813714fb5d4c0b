// A simulated gateway: the protocol of docs/protocol.md, over a network that stalls, drops and repeats.

const STATUSES = ["created", "authorized", "closed"];

export class Gateway {
  updates = []; // {update, order, payment}: the position is the index
  times = []; // when each happened
  oldest = 0; // the first position that can still be resumed from
  connections = new Set();
  attempts = []; // {tab, at, transport, tokenValid}
  expiredInUse = 0;
  faults = true;
  webSocketBlocked = false;
  down = false;
  events = true;

  constructor(world, { orders, payments }) {
    this.world = world;
    this.cursors = new Map();
    this.payments = Array.from({ length: payments }, (_, i) => ({
      id: `pay_${i}`,
      order: orders[i % orders.length],
      step: 0,
    }));
  }

  seal(position) {
    const cursor = `cursor-${Math.floor(this.world.random() * 1e15).toString(36)}`;
    this.cursors.set(cursor, position);
    return cursor;
  }

  token(subject, orders, lifetime) {
    const iat = Math.floor(this.world.now / 1000);
    const claims = { sub: subject, orders, iat, exp: iat + lifetime };
    return `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.${Math.floor(this.world.random() * 1e9)}`;
  }

  #claims(token) {
    return JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
  }

  /** A payment changes. */
  happen() {
    const { world } = this;
    const payment = world.pick(this.payments);
    const step = payment.step++;
    const update = {
      PaymentId: payment.id,
      Status: STATUSES[Math.min(step, 2)],
      Amount: 150,
      OrderReferenceId: payment.order,
      Currency: "AED",
      CapturedAmount: step,
      RefundedAmount: 0,
      Outcome: step ? "successful" : "pending",
      MerchantCode: "ae",
      IsTest: false,
      EventId: `event-${payment.id}-${step % 5}`, // a correction leads back to a state that was shown before
      ReceivedAt: new Date(world.now).toISOString(),
      step,
    };
    this.updates.push(update);
    this.times.push(world.now);
    for (const connection of this.connections)
      world.after(connection.lag, () => connection.over || connection.deliver());
  }

  #permits(claims, update) {
    return !claims.orders || claims.orders.includes(update.OrderReferenceId);
  }

  /** Common to both transports: what an accepted connection sends. */
  #open({ tab, token, since, send, close }) {
    const gateway = this;
    const { world } = this;
    let claims = this.#claims(token);
    // There are several gateways, which have read Kafka to different positions.
    const lag = this.faults ? world.pick([0, 0, 0, 200, 1500]) : 0;
    const visible = () => this.times.findLastIndex((at) => at <= world.now - lag) + 1;
    const connection = { tab, close: end, over: false, lag };
    let position = visible();
    const known = since === undefined ? undefined : this.cursors.get(since);
    const gap = since !== undefined && (known === undefined || known < this.oldest);
    const first = [];
    let cursor = this.seal(position);
    let replayed = 0;
    if (since !== undefined && !gap) {
      position = known;
      cursor = since;
      replayed = this.updates.slice(known, visible()).filter((update) => this.#permits(claims, update)).length;
    } else if (claims.orders) {
      const latest = new Map();
      this.updates
        .slice(0, position)
        .forEach((update, at) => this.#permits(claims, update) && latest.set(update.PaymentId, { update, at }));
      const sorted = [...latest.values()].sort((a, b) => a.at - b.at);
      if (sorted.length) cursor = this.seal(sorted[0].at);
      for (const { update, at } of sorted) first.push({ ...update, Cursor: this.seal(at + 1) });
    }
    send({ type: "welcome", cursor, resumed: { complete: !gap, replayed }, pingSeconds: 25 });
    first.forEach(send);
    connection.deliver = () => {
      for (; position < visible(); position++) {
        const update = gateway.updates[position];
        if (gateway.#permits(claims, update)) send({ ...update, Cursor: gateway.seal(position + 1) });
      }
    };
    connection.hear = (message) => {
      if (message.type === "ping") send({ type: "pong" });
      if (message.type === "refresh") {
        const next = gateway.#claims(message.token);
        if (next.sub !== claims.sub)
          return send({ type: "error", code: "refresh_refused", message: "Another subject." });
        claims = next;
        send({ type: "refreshed" });
        expire();
      }
    };
    connection.position = () => position;
    let expiry;
    const expire = () => {
      world.cancel(expiry);
      expiry = world.after(claims.exp * 1000 - world.now, () => {
        gateway.expiredInUse++;
        end(4401, "The token has expired.");
      });
    };
    function end(code, reason) {
      if (connection.over) return;
      connection.over = true;
      world.cancel(expiry);
      gateway.connections.delete(connection);
      close(code, reason);
    }
    this.connections.add(connection);
    expire();
    connection.deliver();
    if (this.faults) this.#plan(connection);
    return connection;
  }

  /** The faults of one connection. */
  #plan(connection) {
    const { world } = this;
    const later = (action) => world.after(world.between(1, 120_000), () => connection.over || action());
    const kind = world.between(0, 9);
    if (kind === 0) later(() => connection.close(1001, `Come back in ${world.between(0, 5000)} ms.`));
    if (kind === 1) later(() => connection.close(1011, "The replay failed; reconnect."));
    if (kind === 2) later(() => connection.close(4429, `Too many messages; come back in ${world.between(1, 30)} s.`));
    if (kind === 3) later(() => connection.close(4408, world.chance(0.5) ? this.seal(connection.position()) : ""));
    if (kind === 4) later(() => connection.close(4401, "The token was revoked."));
    if (kind === 5) later(() => (connection.stalled = true)); // silent for ever, in both directions
    if (kind === 6) later(() => connection.lose());
    if (kind === 7) connection.repeats = true;
  }

  #attempt(tab, transport, token) {
    const valid = this.#claims(token).exp * 1000 > this.world.now;
    this.attempts.push({ tab, at: this.world.now, transport, valid });
    return valid;
  }

  /** A simulated WebSocket. */
  socket(socket, tab, address, protocols) {
    const { world } = this;
    const token = protocols[1].replace("bearer.", "");
    const valid = this.#attempt(tab, "websocket", token);
    let connection;
    let closed = false;
    let last = 0;
    socket.readyState = 0;
    tab.sockets.add(socket);
    // One direction of the wire: in order, with a delay.
    const toClient = (action) => {
      last = Math.max(last, world.now + world.between(1, 60));
      world.after(last - world.now, () => closed || action(), tab.suspended);
    };
    const over = (code, reason) => {
      closed = true;
      socket.readyState = 3;
      tab.sockets.delete(socket);
      const how = world.between(0, 2); // engines differ
      if (code === 1006 && how > 0) socket.onerror?.({});
      if (code !== 1006 || how < 2) socket.onclose?.({ code, reason });
    };
    socket.send = (text) => {
      if (socket.readyState !== 1) throw new Error("not open");
      const { stalled } = connection;
      world.after(world.between(1, 60), () => connection.over || stalled || connection.hear(JSON.parse(text)));
    };
    socket.close = () => {
      closed = true;
      socket.readyState = 3;
      tab.sockets.delete(socket);
      connection?.close(1000, "");
    };
    socket.gone = () => {
      closed = true;
      connection?.close(1000, "");
    };
    if (this.webSocketBlocked || this.down || !valid || (this.faults && world.chance(0.2))) {
      if (this.webSocketBlocked && world.chance(0.2)) return; // a proxy that never answers
      return toClient(() => over(1006, ""));
    }
    toClient(() => {
      socket.readyState = 1;
      socket.onopen?.({});
    });
    connection = this.#open({
      tab,
      token,
      since: address.searchParams.get("since") ?? undefined,
      send: (message) => {
        if (connection?.stalled || connection?.lost) return;
        const frame = JSON.stringify(message);
        const count = connection?.repeats && world.chance(0.2) ? 2 : 1;
        for (let i = 0; i < count; i++) toClient(() => socket.onmessage?.({ data: frame }));
      },
      close: (code, reason) => {
        if (!connection.stalled && !closed) toClient(() => over(connection.lost ? 1006 : code, reason));
      },
    });
    connection.lose = () => {
      connection.lost = true; // what is sent from now on never arrives
      world.after(world.between(0, 20_000), () => connection.close(1006, ""));
    };
  }

  /** A simulated fetch of /api/websocket/events. */
  fetch(tab, address, { headers, signal }) {
    const { world } = this;
    const token = headers.Authorization.replace("Bearer ", "");
    const valid = this.#attempt(tab, "events", token);
    const refuse = (status, after) => ({
      ok: false,
      status,
      headers: new Headers(after ? { "Retry-After": String(after) } : {}),
      json: async () => ({ detail: "Refused." }),
    });
    const answer = (value) =>
      new Promise((resolve) => world.after(world.between(1, 60), () => resolve(value), tab.suspended));
    if (address.pathname !== "/api/websocket/events") throw new Error(`wrong path: ${address}`);
    if (!this.events) return answer(refuse(404));
    if (this.down) return Promise.reject(new TypeError("fetch failed"));
    if (!valid) return answer(refuse(401));
    if (this.faults && world.chance(0.2)) return answer(refuse(503, world.between(1, 3)));
    const chunks = [];
    let reader;
    let last = 0;
    const push = (chunk) => {
      last = Math.max(last, world.now + world.between(1, 60));
      world.after(
        last - world.now,
        () => {
          if (reader) reader(chunk);
          else chunks.push(chunk);
          reader = undefined;
        },
        tab.suspended,
      );
    };
    const write = (text) => {
      const cut = world.between(0, text.length); // a chunk ends anywhere
      push({ value: text.slice(0, cut), done: false });
      push({ value: text.slice(cut), done: false });
    };
    let connection;
    write("retry: 1000\n\n");
    connection = this.#open({
      tab,
      token,
      since: headers["Last-Event-ID"],
      send: (message) => {
        if (connection?.stalled || connection?.lost) return;
        const id = message.Cursor ?? message.cursor;
        write(`${id ? `id: ${id}\n` : ""}data: ${JSON.stringify(message)}\n\n`);
      },
      close: (code, reason) => {
        if (connection.stalled) return;
        if (!connection.lost) write(`event: close\ndata: ${JSON.stringify({ code, reason })}\n\n`);
        push({ done: true });
      },
    });
    connection.lose = () => {
      connection.lost = true;
      world.after(world.between(0, 20_000), () => connection.close(1006, ""));
    };
    const alive = () => {
      if (connection.over) return;
      if (!connection.stalled && !connection.lost) write(": alive\n\n");
      world.after(20_000, alive);
    };
    world.after(20_000, alive);
    signal.addEventListener("abort", () => connection.close(1000, ""));
    const socket = { gone: () => connection.close(1000, "") };
    tab.sockets.add(socket);
    return answer({
      ok: true,
      status: 200,
      body: {
        pipeThrough: () => ({
          getReader: () => ({
            read: () => new Promise((resolve) => (chunks.length ? resolve(chunks.shift()) : (reader = resolve))),
          }),
        }),
      },
    });
  }
}
