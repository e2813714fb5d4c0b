package io.paycast.bench.sockets;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.paycast.bench.delivery.Completions;
import io.paycast.bench.delivery.DeliveryCheck;
import io.paycast.bench.delivery.Run;
import io.paycast.bench.wire.UpdateReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Checks what the clients of one event loop receive, without locks. Confined to that loop, except
 * {@link #eventLoop()}.
 */
final class ClientLoop {

    private final EventLoop eventLoop;
    private final Run run;
    private final UpdateReader reader;
    private final Completions completions;
    private final DeliveryCheck check = new DeliveryCheck();
    private final Map<String, Integer> unexpectedCloses = new HashMap<>();
    private int[] received = new int[1 << 10];
    private int reading;
    private boolean keepsCursors;
    private boolean expectsCloses;
    private long nowNanos;

    ClientLoop(EventLoop eventLoop, Run run, Completions completions) {
        this.eventLoop = eventLoop;
        this.run = run;
        this.reader = new UpdateReader(run.id());
        this.completions = completions;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    DeliveryCheck check() {
        return check;
    }

    boolean keepsCursors() {
        return keepsCursors;
    }

    void keepCursors() {
        keepsCursors = true;
    }

    /** Sets whether the bench itself closes sockets at the moment. */
    void expectCloses(boolean expected) {
        expectsCloses = expected;
    }

    /** Counts the sockets that closed unexpectedly, by reason. */
    Map<String, Integer> unexpectedCloses() {
        return Map.copyOf(unexpectedCloses);
    }

    void opened(LoadClient client) {
        reading += client.isReading() ? 1 : 0;
    }

    void closed(LoadClient client, String reason) {
        if (client.isReading()) {
            reading--;
            if (!expectsCloses) {
                unexpectedCloses.merge(reason, 1, Integer::sum);
            }
        }
    }

    /** Reads the clock once for all messages of one read. */
    void beginRead() {
        nowNanos = System.nanoTime();
    }

    /** Checks a text message; returns whether it is an update of this run. */
    boolean receive(LoadClient client, ByteBuf buffer, int start, int length) {
        if (!reader.read(buffer, start, length)) {
            return false;
        }
        var plan = run.plan();
        int webhook = reader.number();
        int payment = plan.payment(webhook);
        if (!plan.isExpected(client.index(), webhook) || reader.payment(buffer, start) != payment) {
            check.misdirected();
            return true;
        }
        long latency = nowNanos - run.beginNanos() - reader.micros() * 1_000;
        int laterSteps = plan.steps() - 1 - plan.step(webhook);
        check.delivered(client.receipts().record(plan.index(webhook), laterSteps), length);
        check.latency(latency);
        complete(webhook, latency);
        return true;
    }

    private void complete(int webhook, long latency) {
        if (run.plan().isScoped()) {
            completions.part(webhook, latency);
            return;
        }
        if (webhook >= received.length) {
            received = Arrays.copyOf(received, Math.max(webhook + 1, received.length * 2));
        }
        if (++received[webhook] == reading) {
            completions.part(webhook, latency);
        }
    }
}
