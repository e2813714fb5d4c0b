package io.paycast.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;

/** Sends raw bytes over one HTTP connection, as no well-behaved client would. */
final class RawHttpClient implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;

    RawHttpClient(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    /** Connects from another address of this machine, such as 127.0.0.9. */
    RawHttpClient(int port, String from) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port, InetAddress.ofLiteral(from), 0));
    }

    private RawHttpClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
    }

    /** Builds the request line and headers of a webhook of merchant ae. */
    static String head(String... lines) {
        return "POST "
                + IngestWiring.WEBHOOK_PATH
                + " HTTP/1.1\r\nHost: localhost\r\nX-Tabby-Signature: "
                + IngestUnderTest.SECRET
                + "\r\nContent-Type: application/json\r\n"
                + String.join("", java.util.Arrays.stream(lines).map(l -> l + "\r\n").toList())
                + "\r\n";
    }

    RawHttpClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** Reads the next response: its status line, headers and body. */
    String response() throws IOException {
        var in = socket.getInputStream();
        var head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("closed after \"" + head.toString(ISO_8859_1) + "\"");
            }
            head.write(b);
        }
        var text = head.toString(ISO_8859_1);
        int length = contentLength(text);
        return text + new String(in.readNBytes(length), ISO_8859_1);
    }

    /** Waits for the server to close the connection. */
    boolean isClosedByServer() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static int contentLength(String head) {
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
                .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                .findFirst()
                .orElse(0);
    }
}
