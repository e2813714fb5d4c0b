// The client against the real system, which is killed and stopped while payments happen: each client is given every
// update that was acknowledged, once.

import assert from "node:assert/strict";
import { test } from "node:test";
import { WebSocket } from "ws";
import { connect } from "../src/paycast.js";
import { until } from "./support/gateway.js";
import { customerToken, login, origin, pay, start, stop } from "./support/system.js";

test("misses nothing and repeats nothing while the system is killed and stopped", { timeout: 540_000 }, async () => {
  await start();
  const token = await login("demo");
  // The global WebSocket of Node 22 is hidden too: the last two use Server-Sent Events.
  const withoutSockets = Object.create(globalThis, { WebSocket: { value: undefined } });
  const readers = [
    [() => token, WebSocket],
    [customerToken, WebSocket],
    [() => token, undefined],
    [customerToken, undefined],
  ];
  const listeners = readers.map(([getToken, WebSocket]) => {
    const listener = { received: [], gaps: 0 };
    const options = {
      url: `${origin}/ws`,
      getToken,
      WebSocket,
      onUpdate: ({ PaymentId }) => listener.received.push(PaymentId),
      onGap: () => listener.gaps++,
    };
    listener.client = connect(options, withoutSockets);
    return listener;
  });
  await until(() => listeners.every(({ client }) => !client.state.stale));

  const sent = [];
  const payments = async (count) => {
    for (let i = 0; i < count; i++) {
      const id = `pay_${sent.length}`;
      sent.push(id);
      await pay(id, "order_456");
    }
  };
  for (const signal of ["SIGKILL", "SIGTERM"]) {
    await payments(10);
    const meanwhile = payments(20); // some are refused, and sent again
    await stop(signal);
    await start();
    await meanwhile;
  }
  await payments(10);
  await until(() => listeners.every(({ received }) => new Set(received).size === sent.length));
  await until(() => listeners.every(({ client }) => !client.state.stale));
  for (const { received, gaps, client } of listeners) {
    assert.equal(received.length, sent.length, "nothing is repeated");
    assert.deepEqual([...received].sort(), [...sent].sort(), "nothing is missed");
    assert.equal(gaps, 0);
    client.close();
  }
});
