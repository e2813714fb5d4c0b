package io.paycast.bench.sockets;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.paycast.bench.delivery.Completions;
import io.paycast.bench.delivery.DeliveryCheck;
import io.paycast.bench.delivery.Run;
import io.paycast.bench.load.Load;
import io.paycast.bench.load.SystemUnderTest;
import io.paycast.bench.wire.Endpoint;
import io.paycast.bench.wire.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/** All clients of a run. Its methods are called by one thread, which is not an event loop. */
public final class LoadClients implements AutoCloseable {

    private static final Duration OPEN_TIMEOUT = Duration.ofSeconds(60);
    private static final long CLOSE_SECONDS = 20;

    private final SystemUnderTest system;
    private final Run run;
    private final Load.Clients load;
    private final EventLoopGroup group;
    private final SocketConnector.Target target;
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final List<ClientLoop> loops = new ArrayList<>();
    private final List<LoadClient> clients = new ArrayList<>();

    /**
     * The result of opening many sockets.
     *
     * @param failures how many attempts failed, by reason
     */
    public record OpenResult(int wanted, int open, Duration took, Map<String, Integer> failures) {

        public int notOpen() {
            return wanted - open;
        }
    }

    /**
     * @param separate how many clients, the last ones, have a thread of their own, so that the
     *     others do not delay them
     */
    public LoadClients(
            SystemUnderTest system,
            Run run,
            Load.Clients load,
            int separate,
            Completions completions) {
        this.system = system;
        this.run = run;
        this.load = load;
        var endpoint = Endpoint.of(system.sockets());
        int sources = load.sources() > 0 ? load.sources() : endpoint.sourcesFor(load.sockets());
        target = new SocketConnector.Target(endpoint, sources, channels);
        int threads = load.threads() + (separate > 0 ? 1 : 0);
        group = Transport.loops(threads, "bench-sockets");
        for (int i = 0; i < threads; i++) {
            loops.add(new ClientLoop(group.next(), run, completions));
        }
        for (int i = 0; i < load.sockets(); i++) {
            boolean shared = i < load.sockets() - separate;
            var loop = shared ? loops.get(i % load.threads()) : loops.getLast();
            clients.add(new LoadClient(i, loop, i >= load.reading()));
        }
        var reading = clients.stream().filter(LoadClient::isReading).map(LoadClient::loop);
        completions.expect(load.isScoped() ? 1 : (int) reading.distinct().count());
    }

    /**
     * Opens the clients with these indexes and waits for all.
     *
     * @param resume whether they send their cursors
     */
    public OpenResult open(int from, int to, int atOnce, boolean resume) {
        var opening = clients.subList(from, to);
        return new SocketConnector(target, opening, client -> request(client, resume))
                .run(atOnce, OPEN_TIMEOUT);
    }

    private byte[] request(LoadClient client, boolean resume) {
        var query = new StringJoiner("&", "?", "").setEmptyValue("");
        var cursor = client.cursor();
        if (resume && cursor != null) {
            query.add("since=" + cursor);
        }
        if (load.scope() == Load.Scope.ORDER_PARAMETER) {
            query.add("order=" + run.id().order(client.index()));
        }
        return """
        GET /ws%s HTTP/1.1\r
        Host: %s\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: cGF5Y2FzdC1iZW5jaC0xMg==\r
        Authorization: Bearer %s\r
        \r
        """
                .formatted(
                        query,
                        target.endpoint().uri().getAuthority(),
                        system.tokens().apply(client.index()))
                .getBytes(US_ASCII);
    }

    /** Closes the clients with these indexes, without a close frame. */
    public void drop(int from, int to) {
        onLoops(loop -> loop.expectCloses(true));
        for (var client : clients.subList(from, to)) {
            client.loop().eventLoop().execute(client::close);
        }
        // each loop reports its closes after the first of these tasks
        onLoops(_ -> {});
        onLoops(loop -> loop.expectCloses(false));
    }

    /** From now on each client keeps the cursor of its last message. */
    public void keepCursors() {
        onLoops(ClientLoop::keepCursors);
    }

    /** Discards the latencies so far. */
    public void restart() {
        onLoops(loop -> loop.check().restart());
    }

    /** The counts of all clients together. */
    public DeliveryCheck snapshot() {
        var total = new DeliveryCheck();
        onLoops(loop -> total.add(loop.check()));
        return total;
    }

    /** The latencies of the clients that have a thread of their own, in nanoseconds. */
    public Histogram separateLatencies() {
        return ask(loop -> loop.check().latencies().copy()).getLast();
    }

    /** How many deliveries of the first webhooks are missing; negative if there are too many. */
    public long missing(int from, int to, int webhooks) {
        return sum(from, to, webhooks, missing -> missing);
    }

    /** How many of these clients miss a delivery of the first webhooks. */
    public long behind(int from, int to, int webhooks) {
        return sum(from, to, webhooks, missing -> missing > 0 ? 1 : 0);
    }

    private long sum(int from, int to, int webhooks, ToLongFunction<Long> value) {
        var expected = run.plan().expected(clients.size(), webhooks);
        return ask(loop ->
                        clients.subList(from, to).stream()
                                .filter(client -> client.loop() == loop && client.isReading())
                                .map(client -> expected[client.index()] - client.receipts().count())
                                .mapToLong(value)
                                .sum())
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Counts the sockets that closed unexpectedly, by reason. */
    public Map<String, Integer> unexpectedCloses() {
        var all = new TreeMap<String, Integer>();
        for (var closes : ask(ClientLoop::unexpectedCloses)) {
            closes.forEach((reason, count) -> all.merge(reason, count, Integer::sum));
        }
        return all;
    }

    private void onLoops(Consumer<ClientLoop> action) {
        ask(loop -> {
            action.accept(loop);
            return true;
        });
    }

    private <T> List<T> ask(Function<ClientLoop, T> question) {
        var results = new ArrayList<T>();
        for (var loop : loops) {
            Callable<T> task = () -> question.apply(loop);
            results.add(loop.eventLoop().submit(task).syncUninterruptibly().getNow());
        }
        return results;
    }

    @Override
    public void close() {
        onLoops(loop -> loop.expectCloses(true));
        // an event loop that shuts down without a quiet period may leave its sockets open
        channels.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
