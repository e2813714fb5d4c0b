package io.paycast.bench.sockets;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Opens many sockets, a bounded number of them at once: each that is done begins the next. What is
 * refused for now, or breaks, is tried again as a good client would: after {@code Retry-After},
 * else after a delay that grows and is random.
 */
final class Opener {

    private static final long FIRST_DELAY_MILLIS = 500;
    private static final int MOST_DOUBLINGS = 4;

    private final int count;
    private final int atOnce;
    private final Connector connector;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final Map<String, Integer> refused = new ConcurrentHashMap<>();
    private final CountDownLatch left;
    private volatile boolean over;

    /** Makes one attempt for one socket, or does something later on that socket's thread. */
    interface Connector {
        void connect(int one, ClientConnection.Opening opening);

        void later(int one, long millis, Runnable what);
    }

    Opener(int count, int atOnce, Connector connector) {
        this.count = count;
        this.atOnce = atOnce;
        this.connector = connector;
        this.left = new CountDownLatch(count);
    }

    /** Opens all, or as many as can be had in that time. */
    OpenResult run(Duration patience) {
        long began = System.nanoTime();
        for (int i = 0; i < atOnce; i++) {
            begin();
        }
        try {
            if (!left.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                over = true;
                refused.put("not open in time", (int) left.getCount());
            }
        } catch (InterruptedException e) {
            over = true;
            Thread.currentThread().interrupt();
        }
        var took = Duration.ofNanos(System.nanoTime() - began);
        return new OpenResult(count, open.get(), took, Map.copyOf(refused));
    }

    private void begin() {
        int one = next.getAndIncrement();
        if (one < count) {
            connector.connect(one, new Attempt(one, 0));
        }
    }

    private final class Attempt implements ClientConnection.Opening {

        private final int one;
        private final int earlier;

        Attempt(int one, int earlier) {
            this.one = one;
            this.earlier = earlier;
        }

        @Override
        public void opened() {
            open.incrementAndGet();
            left.countDown();
            begin();
        }

        @Override
        public void refused(OpenFailure how) {
            refused.merge(how.why(), 1, Integer::sum);
            if (how.isForGood()) {
                left.countDown();
                begin();
                return;
            }
            long millis = how.retryAfter().map(Duration::toMillis).orElseGet(this::delay);
            connector.later(
                    one,
                    millis,
                    () -> {
                        if (!over) {
                            connector.connect(one, new Attempt(one, earlier + 1));
                        }
                    });
        }

        private long delay() {
            long longest = FIRST_DELAY_MILLIS << Math.min(earlier, MOST_DOUBLINGS);
            return ThreadLocalRandom.current().nextLong(longest / 2, longest + 1);
        }
    }
}
