// A network that a test drives by hand, and a client in a simulated tab.

import { connect } from "../../src/paycast.js";
import { Device, Tab, World } from "./world.js";

/** A token as the gateway issues it, valid for some seconds. */
export function tokenOf(world, claims = {}, lifetime = 900) {
  const iat = Math.floor(world.now / 1000);
  const body = { sub: "user", iat, exp: iat + lifetime, ...claims };
  return `e30.${Buffer.from(JSON.stringify(body)).toString("base64url")}.${world.now}${Math.floor(world.random() * 1e6)}`;
}

export function scripted(options = {}, { seed = 1, shares = false } = {}) {
  const world = new World(seed);
  const sockets = [];
  const requests = [];
  const network = {
    socket(socket, tab, address, protocols) {
      Object.assign(socket, { tab, address, protocols, at: world.now, readyState: 0, sent: [], closed: false });
      socket.send = (text) => {
        socket.sent.push(JSON.parse(text));
        if (socket.answers && text === '{"type":"ping"}') world.after(1, () => socket.say({ type: "pong" }));
      };
      socket.close = (code) => Object.assign(socket, { closed: true, closeCode: code, readyState: 3 });
      socket.accept = () => {
        socket.readyState = 1;
        socket.onopen?.({});
      };
      socket.say = (message) =>
        socket.onmessage?.({ data: typeof message === "string" ? message : JSON.stringify(message) });
      socket.welcome = (more) =>
        socket.say({
          type: "welcome",
          cursor: "c0",
          resumed: { complete: true, replayed: 0 },
          pingSeconds: 25,
          ...more,
        });
      socket.finish = (code, reason = "") => {
        socket.readyState = 3;
        socket.onclose?.({ code, reason });
      };
      socket.fail = () => socket.onerror?.({});
      sockets.push(socket);
    },
    fetch(tab, address, request) {
      return new Promise((resolve, reject) => requests.push({ tab, address, ...request, resolve, reject }));
    },
  };
  const device = new Device(world);
  const open = (more) => {
    const tab = new Tab(device, network, { name: `tab ${device.tabs.length + 1}`, shares });
    const page = { tab, updates: [], states: [], gaps: [], tokens: 0 };
    page.client = connect(
      {
        url: "wss://gateway.example/ws",
        getToken: () => {
          page.tokens++;
          return tokenOf(world);
        },
        onUpdate: (update) => page.updates.push(update),
        onState: (state) => page.states.push(state),
        onGap: (snapshot) => page.gaps.push(snapshot),
        ...options,
        ...more,
      },
      tab.platform,
    );
    return page;
  };
  return { world, device, sockets, requests, network, open, last: () => sockets.at(-1) };
}

let events = 0;

export function update(members = {}) {
  const id = ++events;
  return {
    PaymentId: "pay_1",
    Status: "authorized",
    Amount: 150,
    OrderReferenceId: "order_1",
    Currency: "AED",
    Outcome: "successful",
    EventId: `event-${id}`,
    ReceivedAt: "2026-11-23T07:38:00.123456Z",
    Cursor: `cursor-${id}`,
    ...members,
  };
}
