package io.paycast.bench.sockets;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.paycast.bench.wire.Endpoint;
import io.paycast.bench.wire.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Connects many clients, a bounded number at a time. A temporary failure is retried as a correct
 * client does: after {@code Retry-After}, else after a random delay that grows.
 */
final class SocketConnector {

    private static final long FIRST_DELAY_MILLIS = 500;
    private static final int MAX_DOUBLINGS = 4;
    private static final int LAST_BYTES = 250;

    private final Target target;
    private final List<LoadClient> clients;
    private final Function<LoadClient, byte[]> requests;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private final CountDownLatch pending;
    private volatile boolean over;

    /**
     * Where clients connect.
     *
     * @param sources loopback addresses that sockets come from; 0 leaves the choice to the system
     * @param channels receives each channel for as long as it is open
     */
    record Target(Endpoint endpoint, int sources, ChannelGroup channels) {}

    /**
     * Why an attempt failed.
     *
     * @param isPermanent whether another attempt would fail too
     */
    record Failure(String reason, boolean isPermanent, Optional<Duration> retryAfter) {

        private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3})");
        private static final Pattern RETRY_AFTER =
                Pattern.compile("(?i)\r\nRetry-After: *(\\d{1,4})\r\n");
        private static final int TOO_MANY_REQUESTS = 429;
        private static final int SERVER_ERRORS = 500;

        /** The connection broke or got no response. */
        static Failure broken(String reason) {
            return new Failure(reason, false, Optional.empty());
        }

        /** The response is not an upgrade. */
        static Failure refused(String head) {
            var status = STATUS.matcher(head);
            int code = status.lookingAt() ? Integer.parseInt(status.group(1)) : 0;
            return new Failure(
                    head.substring(0, head.indexOf('\r')),
                    code != TOO_MANY_REQUESTS && code < SERVER_ERRORS,
                    RETRY_AFTER
                            .matcher(head)
                            .results()
                            .findFirst()
                            .map(delay -> Duration.ofSeconds(Long.parseLong(delay.group(1)))));
        }
    }

    /**
     * @param requests the upgrade request of each client
     */
    SocketConnector(
            Target target, List<LoadClient> clients, Function<LoadClient, byte[]> requests) {
        this.target = target;
        this.clients = clients;
        this.requests = requests;
        this.pending = new CountDownLatch(clients.size());
    }

    /** Connects all clients, or as many as possible within this time. Called by one thread. */
    LoadClients.OpenResult run(int atOnce, Duration timeout) {
        long began = System.nanoTime();
        for (int i = 0; i < atOnce; i++) {
            connectNext();
        }
        try {
            if (!pending.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                failures.put("not open in time", (int) pending.getCount());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        over = true;
        var took = Duration.ofNanos(System.nanoTime() - began);
        return new LoadClients.OpenResult(clients.size(), open.get(), took, Map.copyOf(failures));
    }

    private void connectNext() {
        int index = next.getAndIncrement();
        if (index < clients.size()) {
            var attempt = new Attempt(clients.get(index), 0);
            attempt.client.loop().eventLoop().execute(attempt::connect);
        }
    }

    /** One attempt of one client; its methods run on the client's event loop. */
    final class Attempt {

        private final LoadClient client;
        private final int earlier;

        private Attempt(LoadClient client, int earlier) {
            this.client = client;
            this.earlier = earlier;
        }

        private void connect() {
            if (over) {
                return;
            }
            var source = source(client.index());
            // a socket that is closed by a reset frees its port at once
            var connecting =
                    Transport.client(client.loop().eventLoop(), target.endpoint(), this::begin)
                            .option(ChannelOption.SO_LINGER, 0)
                            .localAddress(source)
                            .connect();
            connecting.addListener(done -> {
                if (!done.isSuccess()) {
                    failed(Failure.broken(rootMessage(done.cause())));
                }
            });
        }

        private void begin(Channel channel) {
            target.channels().add(channel);
            channel.pipeline().addLast(client.new Connection(requests.apply(client), this));
        }

        void opened() {
            open.incrementAndGet();
            pending.countDown();
            connectNext();
        }

        void failed(Failure failure) {
            failures.merge(failure.reason(), 1, Integer::sum);
            if (failure.isPermanent()) {
                pending.countDown();
                connectNext();
                return;
            }
            long millis = failure.retryAfter().map(Duration::toMillis).orElseGet(this::backoff);
            var retry = new Attempt(client, earlier + 1);
            client.loop().eventLoop().schedule(retry::connect, millis, TimeUnit.MILLISECONDS);
        }

        private long backoff() {
            long max = FIRST_DELAY_MILLIS << Math.min(earlier, MAX_DOUBLINGS);
            return ThreadLocalRandom.current().nextLong(max / 2, max + 1);
        }
    }

    private @Nullable InetSocketAddress source(int client) {
        if (target.sources() == 0) {
            return null;
        }
        int address = client % target.sources();
        return new InetSocketAddress(
                "127.0.%d.%d".formatted(1 + address / LAST_BYTES, 1 + address % LAST_BYTES), 0);
    }

    private static String rootMessage(Throwable failure) {
        var cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }
}
