package io.paycast.testsupport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One HTTP/1.1 connection, over which a test sends arbitrary bytes, valid or not. */
public final class RawHttp implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket socket;

    /** Connects to a port of this machine. */
    public RawHttp(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.setTcpNoDelay(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A response.
     *
     * @param headers the names are in lower case
     */
    public record Response(int status, Map<String, String> headers, String body) {

        /** Returns the value of a header; empty if it is absent. */
        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        /** Returns whether the response is a problem detail that has a sentence and the status. */
        public boolean isProblem() {
            return header("content-type").equals("application/problem+json")
                    && body.contains("\"type\":\"about:blank\"")
                    && body.contains("\"status\":" + status)
                    && body.matches("(?s).*\"detail\":\"(?:[^\"\\\\]|\\\\.){10,}\\.\".*");
        }
    }

    /** Sends each character as one byte. */
    public RawHttp send(String latin) {
        try {
            socket.getOutputStream().write(latin.getBytes(ISO_8859_1));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a text again and again until the server ends the connection. */
    public void sendUntilRefused(String latin, int times) {
        try {
            for (int i = 0; i < times; i++) {
                socket.getOutputStream().write(latin.getBytes(ISO_8859_1));
            }
        } catch (IOException e) {
            return;
        }
        throw new AssertionError("the server took " + times * (long) latin.length() + " bytes");
    }

    /** Reads the next response. */
    public Response response() {
        return response(true);
    }

    /** Reads the response to a HEAD request. */
    public Response responseWithoutBody() {
        return response(false);
    }

    private Response response(boolean hasBody) {
        try {
            var in = socket.getInputStream();
            var status = line(in);
            var headers = new TreeMap<String, String>();
            for (var line = line(in); !line.isEmpty(); line = line(in)) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            var body = hasBody ? body(in, headers) : "";
            return new Response(Integer.parseInt(status.split(" ", 3)[1]), headers, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String body(InputStream in, Map<String, String> headers) throws IOException {
        if (!headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
            return new String(in.readNBytes(length), UTF_8);
        }
        var body = new ByteArrayOutputStream();
        for (int size = chunkSize(in); size > 0; size = chunkSize(in)) {
            body.writeBytes(in.readNBytes(size));
            line(in);
        }
        line(in);
        return body.toString(UTF_8);
    }

    private static int chunkSize(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended after \"" + line + "\"");
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /** Waits until the server has ended the connection; fails if it sends anything before. */
    public void awaitEnd() {
        try {
            int next = socket.getInputStream().read();
            if (next >= 0) {
                throw new AssertionError("the server sent a byte: " + (char) next);
            }
        } catch (SocketException reset) {
            // An end, too.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the client's side, waits until the server has ended its own, and closes. */
    public void finish() {
        try {
            socket.shutdownOutput();
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (SocketException reset) {
            // An end, too.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        close();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
