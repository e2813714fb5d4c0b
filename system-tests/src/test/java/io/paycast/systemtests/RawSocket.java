package io.paycast.systemtests;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;

/** A TCP connection that an attacker opens to a service. It reads only when it is told to. */
final class RawSocket implements AutoCloseable {

    static final int TEXT = 0x1;
    static final int PING = 0x9;
    static final int PONG = 0xa;
    static final int FIN = 0x80;

    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket = new Socket();

    /**
     * Connects from an address of this machine.
     *
     * @param from one of the many addresses of the loopback interface
     */
    RawSocket(ServiceProcess service, String from) throws IOException {
        socket.setReceiveBufferSize(4 * 1024);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
        socket.connect(
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), service.port()),
                TIMEOUT_MILLIS);
    }

    /** The request that opens a socket. The query's further parameters begin with {@code &}. */
    static String upgrade(String token, String more) {
        return """
        GET /ws?token=%s%s HTTP/1.1\r
        Host: localhost\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        \r
        """
                .formatted(token, more);
    }

    /** Requests a socket, and returns the status of the response. */
    int open(String token, String more) throws IOException {
        send(upgrade(token, more).getBytes(US_ASCII));
        var status = new String(socket.getInputStream().readNBytes(12), US_ASCII);
        return status.length() < 12 ? 0 : Integer.parseInt(status.substring(9));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Sends frames until the gateway closes the connection or takes no more. */
    void sendUntilRefused(byte[] bytes, int times) {
        try {
            for (int i = 0; i < times; i++) {
                send(bytes);
            }
        } catch (IOException e) {
            // the gateway has closed the connection
        }
    }

    /** A masked frame, whose mask is zero. */
    static byte[] frame(int firstByte, byte[] payload) {
        var out = new ByteArrayOutputStream(payload.length + 14);
        out.write(firstByte);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else {
            out.write(0x80 | 126);
            out.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
        }
        out.writeBytes(new byte[4]);
        out.writeBytes(payload);
        return out.toByteArray();
    }

    /** Ends the connection without a close frame. */
    @Override
    public void close() throws IOException {
        try {
            socket.setSoLinger(true, 0);
        } catch (SocketException e) {
            // already closed
        }
        socket.close();
    }
}
