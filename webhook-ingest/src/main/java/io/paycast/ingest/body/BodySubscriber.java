package io.paycast.ingest.body;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.MonoSink;

/** One body being read. Confined to the channel's event loop; the first ending counts. */
final class BodySubscriber extends BaseSubscriber<DataBuffer> {

    private static final byte[] EMPTY = {};

    private final int maxBytes;
    private final int maxDiscardedBytes;
    private final InFlightLimit inFlight;
    private final MonoSink<Body> sink;
    private byte[] bytes = EMPTY;
    private int size;
    private Body.@Nullable Why dropped;
    private boolean ended;
    private @Nullable Disposable timeout;

    /**
     * @param dropped why the body is not to be kept from the start; null if it is
     */
    BodySubscriber(
            int maxBytes,
            int maxDiscardedBytes,
            InFlightLimit inFlight,
            MonoSink<Body> sink,
            Body.@Nullable Why dropped) {
        this.maxBytes = maxBytes;
        this.maxDiscardedBytes = maxDiscardedBytes;
        this.inFlight = inFlight;
        this.sink = sink;
        this.dropped = dropped;
    }

    /** Arms the time-out, unless the body came with its headers, as nearly all do. */
    void startTimeout(Duration time, EventLoopTimer timer) {
        if (!ended) {
            timeout = timer.schedule(time, this::expire);
        }
    }

    /** Nobody waits for the body any more. */
    void cancelled() {
        end(new Body.BrokenOff());
    }

    @Override
    protected void hookOnNext(DataBuffer buffer) {
        boolean enough;
        try {
            enough = take(buffer);
        } finally {
            DataBufferUtils.release(buffer);
        }
        if (enough) {
            expire();
        }
    }

    @Override
    protected void hookOnComplete() {
        end(complete());
    }

    @Override
    protected void hookOnError(Throwable fault) {
        end(new Body.BrokenOff());
    }

    /** Whether no more of the body is wanted. */
    private boolean take(DataBuffer buffer) {
        int count = buffer.readableByteCount();
        if (ended) {
            return false;
        }
        if (dropped == null) {
            dropped = keep(buffer, count);
        }
        size += count;
        return size > maxDiscardedBytes;
    }

    private Body.@Nullable Why keep(DataBuffer buffer, int count) {
        if (count > maxBytes - size) {
            free();
            return Body.Why.TOO_LARGE;
        }
        if (size + count > bytes.length) {
            int capacity = Math.max(size + count, Math.min(2 * bytes.length, maxBytes));
            if (!inFlight.tryAcquireBytes(capacity - bytes.length)) {
                free();
                return Body.Why.NO_ROOM;
            }
            bytes = Arrays.copyOf(bytes, capacity);
        }
        buffer.read(bytes, size, count);
        return null;
    }

    private Body complete() {
        if (dropped != null) {
            return new Body.Dropped(dropped, true);
        }
        if (bytes.length > size) {
            inFlight.releaseBytes(bytes.length - size);
            bytes = Arrays.copyOf(bytes, size);
        }
        return new Body.Whole(bytes);
    }

    private void expire() {
        end(dropped == null ? new Body.TooSlow() : new Body.Dropped(dropped, false));
    }

    private void end(Body ending) {
        if (ended) {
            return;
        }
        ended = true;
        if (timeout != null) {
            timeout.dispose();
        }
        if (!(ending instanceof Body.Whole)) {
            free();
        }
        dispose();
        sink.success(ending);
    }

    private void free() {
        inFlight.releaseBytes(bytes.length);
        bytes = EMPTY;
    }
}
