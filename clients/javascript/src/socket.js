// The WebSocket transport.

/**
 * What a transport tells its connection.
 *
 * @typedef {object} TransportEvents
 * @property {(text: string, id?: string) => void} message a message; `id` is the cursor, where the transport has one
 * @property {() => void} alive a sign of life without a message
 * @property {(code: number, reason?: string, delay?: number) => void} end the connection ended; called once
 *
 * @typedef {object} Transport
 * @property {((message: object) => void)} [send] sends a message, where the transport can
 * @property {() => void} close closes it; no event follows
 */

/**
 * @param {URL} address
 * @param {{ token: string, cursor?: string, WebSocket: any, on: TransportEvents }} request
 * @returns {Transport}
 */
export function openSocket(address, { token, cursor, WebSocket, on }) {
  if (cursor) {
    address.searchParams.set("since", cursor);
    address.searchParams.delete("rewind");
  }
  // The token travels as a subprotocol: proxies log addresses.
  const socket = new WebSocket(address.href, ["paycast.v1", `bearer.${token}`]);
  /** @param {object} message */
  const send = (message) => {
    if (socket.readyState === 1) socket.send(JSON.stringify(message));
  };

  /** @param {number} code @param {string} [reason] */
  const end = (code, reason) => {
    socket.onclose = socket.onmessage = null;
    socket.onerror = () => {}; // a socket can report "error" and "close", or one of them
    on.end(code, reason);
  };
  socket.onopen = () => send({ type: "ping" }); // even if the welcome takes a while, the pong does not
  socket.onmessage = (/** @type {{ data: string }} */ { data }) => on.message(data);
  socket.onclose = (/** @type {CloseEvent} */ { code, reason }) => end(code, reason);
  socket.onerror = () => end(1006); // Node reports a refused connection by "error" alone

  return {
    send,
    close() {
      socket.onopen = socket.onclose = socket.onmessage = null;
      socket.onerror = () => {};
      socket.close(1000);
    },
  };
}
