package io.paycast.systemtests;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Many clients that receive every update, answer pings and never reconnect. One thread reads for
 * all of them.
 */
final class HonestClients implements AutoCloseable {

    private static final Pattern PAYMENT = Pattern.compile("\"PaymentId\":\"([^\"]*)\"");
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int MAX_DELAY_MILLIS = 120_000;
    private static final String HEAD_END = "\r\n\r\n";
    private static final int PING = 0x89;
    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;

    /** A pong without payload, masked with zeros. */
    private static final byte[] PONG = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};

    private final Selector selector = Selector.open();
    private final List<Client> clients = new ArrayList<>();
    private final Map<String, Receipts> received = new ConcurrentHashMap<>();
    private final Map<String, Long> sentNanos = new ConcurrentHashMap<>();

    /** How many updates took so many milliseconds, the last element for all that took longer. */
    private final AtomicIntegerArray delays = new AtomicIntegerArray(MAX_DELAY_MILLIS + 1);

    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::run, "honest-clients");

    private static final class Client {
        final int index;
        final SocketChannel channel;
        final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

        Client(int index, SocketChannel channel) {
            this.index = index;
            this.channel = channel;
        }
    }

    /** The clients that have received one payment. */
    private static final class Receipts {
        final BitSet clients = new BitSet();
        final AtomicInteger count = new AtomicInteger();
    }

    private HonestClients() throws IOException {}

    /** Opens sockets to a gateway with one user's token. */
    static HonestClients open(ServiceProcess gateway, String token, int count) throws IOException {
        var honest = new HonestClients();
        for (int i = 0; i < count; i++) {
            honest.connect(gateway, token);
        }
        honest.thread.setDaemon(true);
        honest.thread.start();
        return honest;
    }

    private void connect(ServiceProcess gateway, String token) throws IOException {
        var channel =
                SocketChannel.open(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), gateway.port()));
        channel.write(ByteBuffer.wrap(RawSocket.upgrade(token, "").getBytes(US_ASCII)));
        var client = new Client(clients.size(), channel);
        while (!head(client).contains(HEAD_END)) {
            if (channel.read(client.buffer) < 0) {
                throw new IOException("refused: " + head(client));
            }
        }
        if (!head(client).startsWith("HTTP/1.1 101")) {
            throw new IOException("refused: " + head(client));
        }
        int end = head(client).indexOf(HEAD_END) + HEAD_END.length();
        readFrames(client, end);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, client);
        clients.add(client);
    }

    private static String head(Client client) {
        return new String(client.buffer.array(), 0, client.buffer.position(), US_ASCII);
    }

    /** Notes that a payment's webhook is about to be sent. */
    void sending(String payment) {
        sentNanos.put(payment, System.nanoTime());
    }

    /** Whether every client has received this payment. */
    boolean allReceived(String payment) {
        var receipts = received.get(payment);
        return receipts != null && receipts.count.get() >= clients.size();
    }

    /** What went wrong: repeats, closed sockets. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** How many updates the clients have received in all. */
    long updates() {
        return received.values().stream().mapToLong(receipts -> receipts.count.get()).sum();
    }

    /** The time from before the webhook to the receipt below which this part of the updates was. */
    int delayMillis(double part) {
        long left =
                (long) (part * IntStream.range(0, delays.length()).mapToLong(delays::get).sum());
        int millis = 0;
        while (millis < MAX_DELAY_MILLIS && left >= delays.get(millis)) {
            left -= delays.get(millis++);
        }
        return millis;
    }

    private void run() {
        try {
            while (selector.isOpen()) {
                selector.select(key -> read((Client) key.attachment(), key));
            }
        } catch (ClosedSelectorException e) {
            // closed by the test
        } catch (IOException e) {
            failures.add(e.toString());
        }
    }

    private void read(Client client, SelectionKey key) {
        try {
            if (client.channel.read(client.buffer) < 0) {
                throw new IOException("the gateway closed a connection");
            }
            readFrames(client, 0);
        } catch (IOException e) {
            key.cancel();
            failures.add(e.toString());
        }
    }

    /** Reads all complete frames from this position in the buffer. */
    private void readFrames(Client client, int from) throws IOException {
        client.buffer.flip().position(from);
        while (readFrame(client)) {
            // the next one
        }
        client.buffer.compact();
    }

    private boolean readFrame(Client client) throws IOException {
        var buffer = client.buffer;
        int start = buffer.position();
        if (buffer.remaining() < 4) {
            return readShortFrame(client);
        }
        int length = buffer.get(start + 1);
        int head = 2;
        if (length == 126) {
            length = buffer.getShort(start + 2) & 0xffff;
            head = 4;
        }
        if (buffer.remaining() < head + length) {
            return false;
        }
        receive(client, buffer.get(start) & 0xff, start + head, length);
        buffer.position(start + head + length);
        return true;
    }

    private boolean readShortFrame(Client client) throws IOException {
        var buffer = client.buffer;
        int start = buffer.position();
        if (buffer.remaining() < 2 || buffer.remaining() < 2 + buffer.get(start + 1)) {
            return false;
        }
        int length = buffer.get(start + 1);
        receive(client, buffer.get(start) & 0xff, start + 2, length);
        buffer.position(start + 2 + length);
        return true;
    }

    private void receive(Client client, int type, int from, int length) throws IOException {
        switch (type) {
            case PING -> client.channel.write(ByteBuffer.wrap(PONG));
            case CLOSE -> throw new IOException("the gateway sent a close frame");
            case TEXT ->
                    receiveUpdate(client, new String(client.buffer.array(), from, length, UTF_8));
            default -> throw new IOException("a frame of type " + type);
        }
    }

    private void receiveUpdate(Client client, String text) {
        var payment = PAYMENT.matcher(text);
        if (!payment.find()) {
            failures.add(text);
            return;
        }
        var id = payment.group(1);
        var receipts = received.computeIfAbsent(id, absent -> new Receipts());
        if (receipts.clients.get(client.index)) {
            failures.add("repeated: " + id);
            return;
        }
        receipts.clients.set(client.index);
        var sent = sentNanos.get(id);
        if (sent != null) {
            long millis = Duration.ofNanos(System.nanoTime() - sent).toMillis();
            delays.incrementAndGet((int) Math.min(MAX_DELAY_MILLIS, millis));
        }
        receipts.count.incrementAndGet();
    }

    @Override
    public void close() {
        try {
            selector.close();
            for (var client : clients) {
                client.channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
