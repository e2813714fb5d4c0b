package io.paycast.bench.sockets;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.paycast.bench.delivery.Completions;
import io.paycast.bench.delivery.DeliveryCheck;
import io.paycast.bench.delivery.DeliveryPlan;
import io.paycast.bench.wire.UpdateReader;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** All listeners of one event loop: what they received, counted without locks. */
final class ClientLoop {

    private final EventLoop eventLoop;
    private final DeliveryPlan plan;
    private final UpdateReader reader;
    private final Completions completions;
    private final DeliveryCheck tally = new DeliveryCheck();
    private final long beginNanos;
    private int[] received = new int[1 << 10];
    private int wanting;
    private int open;
    private final Map<String, Integer> unwantedEnds = new HashMap<>();
    private boolean counting = true;
    private boolean keepsCursors;
    private int timedFrom;
    private boolean ending;
    private long nowNanos;

    ClientLoop(
            EventLoop eventLoop,
            DeliveryPlan plan,
            UpdateReader reader,
            Completions completions,
            long beginNanos) {
        this.eventLoop = eventLoop;
        this.plan = plan;
        this.reader = reader;
        this.completions = completions;
        this.beginNanos = beginNanos;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    DeliveryCheck tally() {
        return tally;
    }

    boolean keepsCursors() {
        return keepsCursors;
    }

    void keepCursors() {
        keepsCursors = true;
    }

    /** Sockets are closed on purpose from now on, or are not any more. */
    void ending(boolean ending) {
        this.ending = ending;
    }

    /** Whether completions are told; not while some listeners are away. */
    void counting(boolean counting) {
        this.counting = counting;
    }

    /** Of listeners with a number below this one latencies are not kept from now on. */
    void timeFrom(int index) {
        timedFrom = index;
    }

    /** Why sockets ended that should have stayed, and how many. */
    Map<String, Integer> unwantedEnds() {
        return Map.copyOf(unwantedEnds);
    }

    int open() {
        return open;
    }

    /** How many listeners of this loop want each broadcast webhook. */
    int wanting() {
        return wanting;
    }

    void opened(LoadClient listener) {
        open++;
        wanting += listener.isStalled() ? 0 : 1;
    }

    void closed(LoadClient listener, String why) {
        open--;
        wanting -= listener.isStalled() ? 0 : 1;
        if (!ending && !listener.isStalled()) {
            unwantedEnds.merge(why, 1, Integer::sum);
        }
    }

    /** A read begins: one look at the clock for all that it brings. */
    void reading() {
        nowNanos = System.nanoTime();
    }

    /** Takes a text message in; says whether it was an update of this run. */
    boolean text(LoadClient listener, ByteBuf buffer, int start, int length) {
        if (!reader.read(buffer, start, length)) {
            tally.other();
            return false;
        }
        int webhook = reader.number();
        int payment = plan.payment(webhook);
        if (!plan.wants(listener.index(), webhook) || reader.payment(buffer, start) != payment) {
            tally.misdirected();
            return true;
        }
        long latency = nowNanos - beginNanos - reader.micros() * 1_000;
        int laterSteps = plan.steps() - 1 - plan.step(webhook);
        var verdict = listener.receipts().take(plan.place(webhook), laterSteps);
        tally.delivered(verdict, length);
        if (listener.index() >= timedFrom) {
            tally.took(latency);
        }
        if (counting) {
            complete(webhook, latency);
        }
        return true;
    }

    private void complete(int webhook, long latency) {
        if (plan.isScoped()) {
            completions.part(webhook, latency);
            return;
        }
        if (webhook >= received.length) {
            received = Arrays.copyOf(received, Math.max(webhook + 1, received.length * 2));
        }
        if (++received[webhook] == wanting) {
            completions.part(webhook, latency);
        }
    }
}
