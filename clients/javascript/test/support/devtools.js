// Chromium over its DevTools protocol, for what playwright-core prevents: tabs that are hidden and frozen.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebSocket } from "ws";
import { ARGUMENTS, PROGRAM } from "./browser.js";

export async function launchTabs() {
  const profile = mkdtempSync(join(tmpdir(), "paycast-chromium-"));
  const browser = spawn(
    PROGRAM,
    [...ARGUMENTS, "--headless=new", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "about:blank"],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const address = await new Promise((resolve, reject) => {
    let output = "";
    browser.stderr.on("data", (chunk) => {
      output += chunk;
      const found = /(ws:\/\/\S+)\n/.exec(output);
      if (found) resolve(found[1]);
    });
    browser.on("exit", () => reject(new Error(`Chromium exited: ${output}`)));
  });
  const socket = new WebSocket(address);
  await once(socket, "open");
  let last = 0;
  const pending = new Map();
  socket.on("message", (text) => {
    const { id, result, error } = JSON.parse(text);
    pending.get(id)?.(error ? Promise.reject(new Error(error.message)) : result);
    pending.delete(id);
  });
  const send = (method, params = {}, sessionId = undefined) =>
    new Promise((resolve) => {
      pending.set(++last, resolve);
      socket.send(JSON.stringify({ id: last, method, params, sessionId }));
    });

  return {
    async open(url) {
      const { targetId } = await send("Target.createTarget", { url });
      const { sessionId } = await send("Target.attachToTarget", { targetId, flatten: true });
      return {
        evaluate: async (expression) =>
          (await send("Runtime.evaluate", { expression, returnByValue: true }, sessionId)).result.value,
        show: () => send("Target.activateTarget", { targetId }),
        /** @param {"frozen" | "active"} state */
        become: (state) => send("Page.setWebLifecycleState", { state }, sessionId),
      };
    },
    async close() {
      const exited = once(browser, "exit");
      await Promise.race([send("Browser.close"), exited]);
      await exited;
      rmSync(profile, { recursive: true, force: true, maxRetries: 20 });
    },
  };
}
