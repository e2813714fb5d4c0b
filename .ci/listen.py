"""Connects a WebSocket with the third-party library websocket-client and prints each message on a line.

Usage: listen.py URL SECONDS. Ends when the socket closes or after SECONDS. The last line is the close code, or "open".
"""

import sys
import time

import websocket

url, seconds = sys.argv[1], float(sys.argv[2])
# Debian's version would name http://localhost as its page, which is not the origin of an https edge.
socket = websocket.create_connection(url, timeout=60, suppress_origin=True)
print("connected", flush=True)
end = time.monotonic() + seconds
closed_with = "open"
while (left := end - time.monotonic()) > 0:
    socket.settimeout(left)
    try:
        opcode, payload = socket.recv_data()
    except websocket.WebSocketTimeoutException:
        break
    if opcode == websocket.ABNF.OPCODE_CLOSE:
        closed_with = int.from_bytes(payload[:2], "big")
        break
    print(payload.decode(), flush=True)
print(closed_with, flush=True)
