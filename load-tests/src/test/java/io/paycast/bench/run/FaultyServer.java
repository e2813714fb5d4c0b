package io.paycast.bench.run;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Takes webhooks and sends updates like a Paycast, with one fault in the delivery of the third
 * webhook or in the opening of sockets.
 */
final class FaultyServer implements AutoCloseable {

    private static final int FAULTY_WEBHOOK = 2;

    private final ServerSocket server;
    private final Fault fault;
    private final List<OutputStream> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger upgrades = new AtomicInteger();
    private int webhooks;
    private byte @Nullable [] heldBack;

    enum Fault {
        NONE,
        DROPS,
        DOUBLES,
        REORDERS,
        BUSY_AT_FIRST,
        FORBIDS
    }

    FaultyServer(Fault fault) throws IOException {
        this.fault = fault;
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    private void accept() {
        try {
            while (true) {
                var socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException closed) {
            // the test has ended
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            var out = socket.getOutputStream();
            for (var head = head(in); !head.isEmpty(); head = head(in)) {
                if (head.startsWith("GET") && isRefused(out)) {
                    return;
                } else if (head.startsWith("GET")) {
                    sockets.add(out);
                    out.write("HTTP/1.1 101 Switching Protocols\r\n\r\n".getBytes(US_ASCII));
                } else {
                    int length = Integer.parseInt(between(head, "Content-Length: ", "\r"));
                    webhook(new String(in.readNBytes(length), US_ASCII));
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));
                }
            }
        } catch (IOException closed) {
            // the client has disconnected
        }
    }

    private boolean isRefused(OutputStream out) throws IOException {
        var status =
                switch (fault) {
                    case FORBIDS -> "403 Forbidden";
                    case BUSY_AT_FIRST -> upgrades.getAndIncrement() < 2 ? "503 Busy" : "";
                    case NONE, DROPS, DOUBLES, REORDERS -> "";
                };
        if (status.isEmpty()) {
            return false;
        }
        out.write(
                "HTTP/1.1 %s\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"
                        .formatted(status)
                        .getBytes(US_ASCII));
        return true;
    }

    private static String head(InputStream in) throws IOException {
        var head = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            head.append((char) c);
            if (head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                return head.toString();
            }
        }
        return "";
    }

    private synchronized void webhook(String body) throws IOException {
        byte[] update = frame(body);
        boolean faulty = webhooks++ == FAULTY_WEBHOOK;
        if (faulty && fault == Fault.REORDERS) {
            heldBack = update;
            return;
        }
        for (var socket : sockets) {
            boolean first = socket.equals(sockets.getFirst());
            if (!(faulty && first && fault == Fault.DROPS)) {
                socket.write(update);
            }
            if (faulty && first && fault == Fault.DOUBLES) {
                socket.write(update);
            }
            if (heldBack != null) {
                socket.write(heldBack);
            }
        }
        heldBack = null;
    }

    private static byte[] frame(String body) throws IOException {
        var text =
                """
                {"PaymentId":"%s","Status":"authorized","Amount":150.00,"OrderReferenceId":"o",\
                "Currency":"AED","CapturedAmount":%s,"RefundedAmount":0.00,"Cursor":"c"}\
                """
                        .formatted(
                                between(body, "{\"id\":\"", "\""),
                                between(body, "\"id\":\"c\",\"amount\":\"", "\""));
        var out = new java.io.ByteArrayOutputStream();
        out.write(new byte[] {(byte) 0x81, 126, (byte) (text.length() >> 8), (byte) text.length()});
        out.write(text.getBytes(US_ASCII));
        return out.toByteArray();
    }

    private static String between(String text, String before, String after) {
        int start = text.indexOf(before) + before.length();
        return text.substring(start, text.indexOf(after, start));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
