// A document for components that are mounted in Node.

import { JSDOM } from "jsdom";
import { WebSocket } from "ws";

export const dom = new JSDOM("<!doctype html><body></body>", { pretendToBeVisual: true });
for (const name of [
  "window",
  "document",
  "HTMLElement",
  "Element",
  "SVGElement",
  "Node",
  "ShadowRoot",
  "MathMLElement",
]) {
  globalThis[name] ??= name === "window" ? dom.window : dom.window[name];
}
globalThis.WebSocket = WebSocket;
globalThis.navigator ??= dom.window.navigator; // Node 21 has one

export function container() {
  const element = dom.window.document.createElement("div");
  dom.window.document.body.append(element);
  return element;
}
