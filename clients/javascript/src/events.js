// Server-Sent Events: the transport where WebSocket is blocked. It uses fetch, because EventSource cannot send a token.

/** @typedef {import("./socket.js").Transport} Transport */
/** @typedef {import("./socket.js").TransportEvents} TransportEvents */

/** The close code that means the same as a refusal of the request. @type {Record<number, number>} */
const CODES = { 400: 1002, 401: 4401, 403: 4403 };

/**
 * @param {URL} address the WebSocket's address
 * @param {{ token: string, cursor?: string, platform: any, on: TransportEvents }} request
 * @returns {Transport}
 */
export function openEvents(address, { token, cursor, platform, on }) {
  const abort = new platform.AbortController();
  let retry = 0;
  /** @type {string | undefined} */
  let id;
  let event = "";
  let data = "";

  /** @param {string} line */
  function read(line) {
    const [, name, value] = /^([^:]*):? ?(.*)$/.exec(line) ?? [];
    if (name === "data") data += value;
    else if (name === "id") id = value;
    else if (name === "event") event = value;
    else if (name === "retry") retry = Number(value) || 0;
    else if (line) on.alive();
    else {
      const [kind, text] = [event, data];
      event = data = "";
      if (kind === "close") {
        const { code, reason } = JSON.parse(text);
        end(code, reason);
      } else if (text) on.message(text, id);
    }
  }

  async function follow() {
    address.protocol = address.protocol.replace("ws", "http");
    address.pathname = address.pathname.replace(/\/ws$/, "/api/websocket/events");
    if (cursor) address.searchParams.delete("rewind");
    const response = await platform.fetch(address.href, {
      headers: {
        Accept: "text/event-stream",
        Authorization: `Bearer ${token}`,
        ...(cursor && { "Last-Event-ID": cursor }),
      },
      cache: "no-store",
      signal: abort.signal,
    });
    if (!response.ok) {
      const { detail } = await response.json().catch(() => ({}));
      return end(CODES[response.status] ?? 1006, detail, Number(response.headers.get("Retry-After")) * 1000);
    }
    const reader = response.body.pipeThrough(new platform.TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return end(1006);
      const lines = (rest + value).split(/\r?\n/);
      rest = lines.pop() ?? "";
      lines.forEach(read);
    }
  }

  /** @param {number} code @param {string} [reason] @param {number} [delay] */
  function end(code, reason, delay) {
    if (abort.signal.aborted) return;
    abort.abort();
    on.end(code, reason, delay || retry);
  }

  follow().catch(() => end(1006));
  return { close: () => abort.abort() };
}
