package io.paycast.bench.sockets;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Opens many sockets, a bounded number of them at once: each that is done begins the next. */
final class Opener implements ListenerConnection.Opening {

    private static final long PATIENCE_SECONDS = 120;

    private final int count;
    private final int atOnce;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final Map<String, Integer> refused = new ConcurrentHashMap<>();
    private final CountDownLatch left;
    private volatile IntConsumer connect = i -> {};

    Opener(int count, int atOnce) {
        this.count = count;
        this.atOnce = atOnce;
        this.left = new CountDownLatch(count);
    }

    Opened run(IntConsumer connect) {
        this.connect = connect;
        long began = System.nanoTime();
        for (int i = 0; i < atOnce; i++) {
            begin();
        }
        try {
            if (!left.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                refused.put("no answer in time", (int) left.getCount());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var took = Duration.ofNanos(System.nanoTime() - began);
        return new Opened(open.get(), took, Map.copyOf(refused));
    }

    private void begin() {
        int one = next.getAndIncrement();
        if (one < count) {
            connect.accept(one);
        }
    }

    @Override
    public void opened() {
        open.incrementAndGet();
        left.countDown();
        begin();
    }

    @Override
    public void refused(String why) {
        refused.merge(why, 1, Integer::sum);
        left.countDown();
        begin();
    }
}
