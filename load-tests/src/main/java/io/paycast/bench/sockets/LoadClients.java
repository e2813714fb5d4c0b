package io.paycast.bench.sockets;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.paycast.bench.delivery.Completions;
import io.paycast.bench.delivery.DeliveryCheck;
import io.paycast.bench.delivery.DeliveryErrors;
import io.paycast.bench.delivery.DeliveryPlan;
import io.paycast.bench.wire.RunId;
import io.paycast.bench.wire.UpdateReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** All clients of this process. Its methods are called by one thread, which is no event loop. */
public final class LoadClients implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long CLOSE_SECONDS = 20;

    private final Clients clients;
    private final EventLoopGroup group;
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final List<ClientLoop> loops = new ArrayList<>();
    private final List<LoadClient> listeners = new ArrayList<>();

    /**
     * Who the clients are.
     *
     * @param count how many
     * @param stalled how many of them, the last ones, never read
     * @param apart how many of them, the last ones, have a thread of their own, so that they do not
     *     wait for the others
     * @param tokens the token of each
     */
    public record Clients(
            Endpoint endpoint,
            RunId run,
            DeliveryPlan plan,
            int count,
            int stalled,
            int apart,
            int threads,
            SourceAddresses sources,
            boolean narrowedByQuery,
            Function<Integer, String> tokens) {}

    public LoadClients(Clients clients, Completions completions, long beginNanos) {
        this.clients = clients;
        int threads = clients.threads() + (clients.apart() > 0 ? 1 : 0);
        this.group = Transport.loops(threads, "bench-sockets");
        for (int i = 0; i < threads; i++) {
            var reader = new UpdateReader(clients.run());
            loops.add(
                    new ClientLoop(group.next(), clients.plan(), reader, completions, beginNanos));
        }
        for (int i = 0; i < clients.count(); i++) {
            boolean stalled = i >= clients.count() - clients.stalled();
            listeners.add(new LoadClient(i, loopOf(i), stalled));
        }
        completions.expect(clients.plan().isScoped() ? 1 : loopsThatRead());
    }

    private int loopsThatRead() {
        return (int)
                listeners.stream()
                        .filter(it -> !it.isStalled())
                        .map(LoadClient::loop)
                        .distinct()
                        .count();
    }

    private ClientLoop loopOf(int index) {
        return index < clients.count() - clients.apart()
                ? loops.get(index % clients.threads())
                : loops.getLast();
    }

    /**
     * Opens the listeners from one number to another, so many at a time, and waits for all.
     *
     * @param resume whether they go on from their cursors
     */
    public OpenResult open(int from, int to, int atOnce, boolean resume) {
        var dialler = new SocketConnector(clients, listeners.subList(from, to), resume, channels);
        return new Opener(to - from, atOnce, dialler).run(PATIENCE);
    }

    /** Closes the listeners from one number to another, without a word. */
    public void drop(int from, int to) {
        onLoops(loop -> loop.ending(true));
        for (var listener : listeners.subList(from, to)) {
            listener.loop()
                    .eventLoop()
                    .execute(() -> {
                        var channel = listener.channel();
                        if (channel != null) {
                            channel.close();
                        }
                    });
        }
        // what was closed is told after this
        onLoops(loop -> {});
        onLoops(loop -> loop.ending(false));
    }

    /** From now on each listener keeps the cursor of its last message. */
    public void keepCursors() {
        onLoops(ClientLoop::keepCursors);
    }

    /** From now on latencies are those of the listeners from this one on. */
    public void timeFrom(int index) {
        onLoops(loop -> loop.timeFrom(index));
    }

    /** Whether webhooks are told to be complete. */
    public void counting(boolean counting) {
        onLoops(loop -> loop.counting(counting));
    }

    /** Forgets the latencies up to now, and says whether to keep those that follow. */
    public void restart(boolean keep) {
        onLoops(loop -> loop.tally().restart(keep));
    }

    /** What all of them have received. */
    public DeliveryCheck.Snapshot tally() {
        return ask(loop -> loop.tally().snapshot()).stream()
                .reduce(DeliveryCheck.Snapshot.none(), DeliveryCheck.Snapshot::plus);
    }

    /** How many sockets are open. */
    public int open() {
        return ask(ClientLoop::open).stream().mapToInt(Integer::intValue).sum();
    }

    /** How many of so many webhooks the listeners from one number to another still lack. */
    public long missing(int from, int to, int webhooks) {
        var wanted = clients.plan().wanted(clients.count(), webhooks);
        return ask(loop ->
                        listeners.subList(from, to).stream()
                                .filter(it -> it.loop() == loop && !it.isStalled())
                                .mapToLong(it -> wanted[it.index()] - it.receipts().count())
                                .sum())
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** How many of these listeners lack any of so many webhooks. */
    public int behind(int from, int to, int webhooks) {
        var wanted = clients.plan().wanted(clients.count(), webhooks);
        return ask(loop ->
                        (int)
                                listeners.subList(from, to).stream()
                                        .filter(it -> it.loop() == loop && !it.isStalled())
                                        .filter(it -> it.receipts().count() < wanted[it.index()])
                                        .count())
                .stream()
                .mapToInt(Integer::intValue)
                .sum();
    }

    /** Why sockets ended that should have stayed, and how many. */
    public Map<String, Integer> ends() {
        var all = new TreeMap<String, Integer>();
        for (var ends : ask(ClientLoop::unwantedEnds)) {
            ends.forEach((why, many) -> all.merge(why, many, Integer::sum));
        }
        return all;
    }

    /** What is wrong after so many webhooks. */
    public DeliveryErrors faults(int webhooks) {
        var all = tally();
        long lost = ends().values().stream().mapToLong(Integer::intValue).sum();
        return new DeliveryErrors(
                missing(0, clients.count(), webhooks),
                all.doubled(),
                all.reordered(),
                all.misdirected(),
                lost);
    }

    private void onLoops(Consumer<ClientLoop> action) {
        ask(loop -> {
            action.accept(loop);
            return true;
        });
    }

    private <T> List<T> ask(Function<ClientLoop, T> question) {
        var answers = new ArrayList<T>();
        for (var loop : loops) {
            Callable<T> asked = () -> question.apply(loop);
            try {
                answers.add(loop.eventLoop().submit(asked).get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return answers;
    }

    @Override
    public void close() {
        onLoops(loop -> loop.ending(true));
        // a loop that is shut down without a quiet period may leave its sockets open
        channels.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        group.shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
