package io.paycast.gateway;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A TCP connection to a gateway, over which a test sends arbitrary bytes. */
final class RawClient implements AutoCloseable {

    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;
    static final int FIN = 0x80;

    private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};
    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket;
    private final DataInputStream in;

    /** An HTTP response; header names in lower case. */
    record Answer(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    /** A frame from the gateway. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Frame(int opcode, byte[] payload) {
        String text() {
            return new String(payload, UTF_8);
        }

        int closeCode() {
            return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
        }

        String closeReason() {
            return new String(payload, 2, payload.length - 2, UTF_8);
        }
    }

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
    }

    static RawClient connect(RunningGateway gateway) {
        return connect(gateway, "127.0.0.1");
    }

    /** Connects from one of the many addresses of the loopback interface. */
    static RawClient connect(RunningGateway gateway, String from) {
        return connect(gateway, from, 0);
    }

    /**
     * @param receiveBytes how much the kernel holds for this client, about; 0 for its default
     */
    static RawClient connect(RunningGateway gateway, String from, int receiveBytes) {
        try {
            var socket = new Socket();
            if (receiveBytes > 0) {
                socket.setReceiveBufferSize(receiveBytes);
            }
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(
                    new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), gateway.port()),
                    TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            return new RawClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An upgraded connection. */
    static RawClient open(RunningGateway gateway, String token) {
        var client = connect(gateway);
        var answer = client.upgrade("/ws?token=" + token);
        if (answer.status() != 101) {
            throw new AssertionError(answer.toString());
        }
        return client;
    }

    /** Requests an upgrade as RFC 6455 requires; headers are whole lines. */
    Answer upgrade(String target, String... headers) {
        send(upgradeRequest(target, headers));
        return answer();
    }

    static String upgradeRequest(String target, String... headers) {
        var more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return "GET "
                + target
                + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Version: 13\r\n"
                + more
                + "\r\n";
    }

    /** Waits for the next bytes and returns those that arrived together. */
    String arrived() {
        try {
            var bytes = new byte[8 * 1024];
            int length = in.read(bytes);
            return length < 0 ? "" : new String(bytes, 0, length, ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads until this text has arrived, and returns all that has. */
    String arrivedUpTo(String text) {
        var all = new StringBuilder();
        for (var more = arrived(); !more.isEmpty(); more = arrived()) {
            all.append(more);
            if (all.indexOf(text) >= 0) {
                return all.toString();
            }
        }
        throw new AssertionError("the connection was closed after \"" + all + "\"");
    }

    void send(String latin) {
        send(latin.getBytes(ISO_8859_1));
    }

    /** Sends bytes to a gateway that may close the connection before it has read all of them. */
    void sendWhileOpen(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException closed) {
            // what the gateway sent before can still be read
        }
    }

    void send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void sendText(String text) {
        send(frame(FIN | TEXT, text.getBytes(UTF_8)));
    }

    /** A frame, masked as every frame of a client must be. */
    static byte[] frame(int firstByte, byte[] payload) {
        return frame(firstByte, payload, MASK);
    }

    /** A frame, masked with these four bytes. */
    static byte[] frame(int firstByte, byte[] payload, byte[] mask) {
        var out = new ByteArrayOutputStream(payload.length + 14);
        out.write(firstByte);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else if (payload.length <= 0xffff) {
            out.write(0x80 | 126);
            out.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
        } else {
            out.write(0x80 | 127);
            out.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        out.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ mask[i % 4]);
        }
        return out.toByteArray();
    }

    static byte[] bytes(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Reads an HTTP response. */
    Answer answer() {
        try {
            var status = line();
            var headers = new TreeMap<String, String>();
            for (var line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            var body = new String(in.readNBytes(length), UTF_8);
            return new Answer(Integer.parseInt(status.split(" ", 3)[1]), headers, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the lines of a response up to the empty one. */
    List<String> head() {
        try {
            var lines = new ArrayList<String>();
            for (var line = line(); !line.isEmpty(); line = line()) {
                lines.add(line);
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads whatever follows until the gateway closes the connection. */
    String rest() {
        var rest = new StringBuilder();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                rest.append((char) next);
            }
        } catch (SocketException reset) {
            return rest.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rest.toString();
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("after \"" + line + "\"");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /** The next frame that is not a ping; null if the gateway has closed the connection. */
    @Nullable Frame next() {
        var frame = nextOfAnyKind();
        while (frame != null && frame.opcode() == PING) {
            frame = nextOfAnyKind();
        }
        return frame;
    }

    /** The next frame; null if the gateway has closed the connection. */
    @Nullable Frame nextOfAnyKind() {
        try {
            int first = in.read();
            if (first < 0) {
                return null;
            }
            if ((first & 0x70) != 0) {
                throw new AssertionError("reserved bits: " + first);
            }
            int second = in.readUnsignedByte();
            if ((second & 0x80) != 0) {
                throw new AssertionError("a server's frame is not masked");
            }
            long length = second;
            if (second == 126) {
                length = atLeast(126, in.readUnsignedShort());
            } else if (second == 127) {
                length = atLeast(0x1_0000, in.readLong());
            }
            return new Frame(first & 0xf, in.readNBytes(Math.toIntExact(length)));
        } catch (SocketException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** RFC 6455, section 5.2: a length is encoded in the fewest bytes. */
    private static long atLeast(long shortest, long length) {
        if (length < shortest) {
            throw new AssertionError("a length of " + length + " is not encoded minimally");
        }
        return length;
    }

    /** Sends pings and reads their pongs, so that no pong waits for this client. */
    void exchangePings(int count) {
        var ping = frame(FIN | PING, new byte[0]);
        var all = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            all.writeBytes(ping);
        }
        send(all.toByteArray());
        for (int i = 0; i < count; i++) {
            var pong = next();
            if (pong == null || pong.opcode() != PONG) {
                throw new AssertionError("not a pong: " + pong);
            }
        }
    }

    /** The close frame; earlier frames are skipped. */
    Frame closeFrame() {
        for (var frame = next(); frame != null; frame = next()) {
            if (frame.opcode() == CLOSE) {
                return frame;
            }
        }
        throw new AssertionError("the connection was closed without a close frame");
    }

    /** Waits until the gateway has closed the connection. */
    void awaitEnd() {
        while (nextOfAnyKind() != null) {
            // frames that were already on their way
        }
    }

    /** Sends nothing more; the gateway may still send. */
    void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the connection as a crashed client does: with RST and without a close frame. */
    void reset() {
        try {
            if (socket.isClosed()) {
                return;
            }
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        reset();
    }
}
