// The client against a simulated gateway and network, with a seeded schedule of faults: after each run, no tab has
// missed an update, seen one twice or seen a payment move back, except where the client reported a gap.
//
//   PAYCAST_SEED=7 node --test test/simulation.test.js      repeats one run
//   PAYCAST_RUNS=1000 node --test test/simulation.test.js   does more of them

import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../src/paycast.js";
import { Gateway } from "./simulation/gateway.js";
import { Device, Tab, World } from "./simulation/world.js";

const RUNS = Number(process.env.PAYCAST_RUNS ?? 60);
const SEEDS = process.env.PAYCAST_SEED
  ? [Number(process.env.PAYCAST_SEED)]
  : Array.from({ length: RUNS }, (_, i) => i + 1);
const LIFETIME = 900;

/** A page in a tab: it keeps what its client gave it, and checks that each payment moves one step at a time. */
class Page {
  steps = new Map();
  gaps = 0;
  faults = [];
  jumps = [];
  unknown = new Set();

  constructor(world, gateway, tab, { subject, orders, throws }) {
    this.tab = tab;
    this.client = connect(
      {
        url: "wss://gateway.example/ws",
        getToken: async () => {
          if (gateway.faults && world.chance(0.1)) throw new Error("The shop's back end is unavailable.");
          return gateway.token(subject, orders, LIFETIME);
        },
        onUpdate: (update) => {
          const { PaymentId: id, step } = update;
          const last = this.steps.get(id);
          if (last !== undefined && step <= last) this.faults.push(`${tab.name}: ${id} step ${step} after ${last}`);
          const explained = this.unknown.delete(id);
          if (last !== undefined && step > last + 1 && !explained)
            this.jumps.push(`${tab.name}: ${id} step ${step} after ${last}`);
          this.steps.set(id, step);
          if (throws && world.chance(0.1)) throw new Error("The page's own fault.");
        },
        onState: (state) => (this.state = state),
        onGap: () => {
          this.gaps++;
          this.jumps = []; // the snapshot explains them
          if (!orders) this.unknown = new Set(this.steps.keys()); // no snapshot: the page asks its back end
        },
      },
      tab.platform,
    );
  }
}

async function simulate(seed, { shares, skew, blocked, retention }) {
  const world = new World(seed);
  const orders = ["order_1", "order_2", "order_3"];
  const gateway = new Gateway(world, { orders, payments: 5 });
  gateway.webSocketBlocked = blocked;
  const customer = world.chance(0.5);
  const reader = { subject: customer ? "customer:shop:1" : "user", orders: customer ? orders.slice(0, 2) : undefined };
  const devices = [new Device(world), new Device(world)];
  if (skew) devices[0].clockError = world.pick([-1, 1]) * world.between(60_000, 7_200_000);
  const pages = [];
  let opened = 0;
  const open = (device) => {
    const tab = new Tab(device, gateway, { name: `tab ${++opened}`, shares });
    pages.push(new Page(world, gateway, tab, { ...reader, throws: world.chance(0.3) }));
  };
  const close = (page) => pages.splice(pages.indexOf(page), 1);

  for (let i = 0; i < 3; i++) gateway.happen();
  devices.forEach((device) => open(device));
  const steps = [
    () => gateway.happen(),
    () => gateway.happen(),
    () => gateway.happen(),
    () => pages.length < 7 && open(world.pick(devices)),
    () => {
      if (pages.length < 3) return;
      const page = world.pick(pages);
      close(page);
      if (world.chance(0.5)) page.client.close();
      page.tab.crash();
    },
    () => {
      const { tab } = world.pick(pages); // frozen, with or without the event
      if (tab.frozen) return;
      if (world.chance(0.7)) tab.fire("document", "freeze");
      tab.frozen = true;
      world.after(world.between(1000, 300_000), () => {
        tab.frozen = false;
        tab.fire("document", "resume");
      });
    },
    () => {
      const { tab } = world.pick(pages); // into the back/forward cache, and back
      tab.fire("window", "pagehide");
      world.after(world.between(100, 60_000), () => tab.fire("window", "pageshow"));
    },
    () => {
      const device = world.pick(devices);
      if (device.asleep) return;
      for (const connection of gateway.connections) {
        if (connection.tab.device === device && world.chance(0.7)) connection.stalled = true;
      }
      device.sleep(world.between(5000, 2_000_000), { stopsClock: world.chance(0.5), tells: world.chance(0.8) });
    },
    () => {
      const device = world.pick(devices);
      if (skew) device.clockError += world.between(-3_600_000, 3_600_000);
    },
    () => {
      const device = world.pick(devices);
      device.tabs.forEach((tab) => tab.fire("window", "offline"));
      world.after(world.between(100, 20_000), () => device.tabs.forEach((tab) => tab.fire("window", "online")));
    },
    () => {
      if (retention && world.chance(0.3)) gateway.oldest = gateway.updates.length;
    },
    () => {
      gateway.down = true;
      world.after(world.between(100, 30_000), () => (gateway.down = false));
    },
  ];
  for (let i = 0; i < 150; i++) {
    await world.run(world.between(10, world.chance(0.1) ? 60_000 : 8000));
    world.pick(steps)();
  }
  gateway.faults = false;
  await world.run(2_600_000); // everything wakes, and what is broken is noticed
  gateway.happen();
  await world.run(60_000);
  // A connection over SSE is replaced when its token is.
  for (let i = 0; i < 10 && pages.some(({ state }) => state.stale); i++) await world.run(1000);
  return { world, gateway, pages, customer, reader, devices };
}

const VARIANTS = [
  { name: "tabs with their own connections", shares: false },
  { name: "tabs that share a connection", shares: true },
  { name: "clocks that are wrong and jump", shares: true, skew: true },
  { name: "WebSocket blocked", shares: true, blocked: true },
  { name: "updates that are no longer kept", shares: true, retention: true },
];

for (const variant of VARIANTS) {
  test(`misses nothing and repeats nothing: ${variant.name}`, async () => {
    let delivered = 0;
    for (const seed of SEEDS) {
      try {
        delivered += check(await simulate(seed, variant), variant);
      } catch (error) {
        error.message = `seed ${seed}: ${error.message}`;
        throw error;
      }
    }
    assert.ok(delivered > 0);
  });
}

function check({ gateway, pages, customer, reader, devices, world }, variant) {
  let delivered = 0;
  const latest = new Map();
  for (const update of gateway.updates) {
    if (!customer || reader.orders.includes(update.OrderReferenceId)) latest.set(update.PaymentId, update.step);
  }
  for (const page of pages) {
    const { tab } = page;
    assert.deepEqual(page.faults, [], "no payment moves back or is repeated");
    assert.deepEqual(page.jumps, [], "no update is missed, unless a gap is reported");
    if (!variant.retention) assert.equal(page.gaps, 0, `${tab.name} has no gap`);
    assert.equal(page.state.status, "connected", `${tab.name} is connected`);
    assert.equal(page.state.stale, false, `${tab.name} is current`);
    for (const [payment, step] of page.steps) {
      delivered++;
      if (!customer && page.gaps) continue; // there is no snapshot: the page asks its back end
      assert.equal(step, latest.get(payment), `${tab.name} has the latest state of ${payment}`);
    }
    if (customer) assert.equal(page.steps.size, latest.size, `${tab.name} has all payments of its orders`);
  }
  for (const device of devices) {
    const connections = [...gateway.connections].filter(({ tab }) => tab.device === device).length;
    const tabs = pages.filter(({ tab }) => tab.device === device).length;
    assert.equal(connections, variant.shares ? Math.min(1, tabs) : tabs, "tabs share one connection");
  }
  if (!variant.skew) {
    assert.deepEqual(
      gateway.attempts.filter(({ valid }) => !valid),
      [],
      "no connection is opened with an expired token",
    );
  }
  return delivered;
}
