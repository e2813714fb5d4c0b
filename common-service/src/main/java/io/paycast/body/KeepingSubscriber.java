package io.paycast.body;

import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.MonoSink;

/**
 * Receives a body into one array. Once the body is too large, or there is no memory for it, the
 * rest of it is discarded.
 */
final class KeepingSubscriber extends BodySubscriber<BodyResult> {

    private static final byte[] EMPTY = {};

    private final int maxBytes;
    private final InFlightLimit inFlight;
    private byte[] bytes = EMPTY;
    private int size;

    /** Creates the result of a body that is discarded; null while it is kept. */
    private @Nullable Function<Boolean, BodyResult> refusal;

    /**
     * @param inFlight where the caller acquired the place of this request
     */
    KeepingSubscriber(
            int maxBytes, int maxReceivedBytes, InFlightLimit inFlight, MonoSink<BodyResult> sink) {
        super(maxReceivedBytes, sink);
        this.maxBytes = maxBytes;
        this.inFlight = inFlight;
    }

    @Override
    void receive(DataBuffer buffer) {
        if (refusal != null) {
            return;
        }
        int count = buffer.readableByteCount();
        if (count > maxBytes - size) {
            discard(BodyResult.TooLarge::new);
        } else if (!ensureCapacity(size + count)) {
            discard(BodyResult.NoRoom::new);
        } else {
            buffer.read(bytes, size, count);
            size += count;
        }
    }

    @Override
    BodyResult complete() {
        if (refusal != null) {
            return refusal.apply(true);
        }
        if (bytes.length > size) {
            inFlight.releaseBytes(bytes.length - size);
            bytes = Arrays.copyOf(bytes, size);
        }
        return new BodyResult.Body(bytes);
    }

    @Override
    BodyResult cutOff() {
        return refusal == null ? new BodyResult.TooSlow() : refusal.apply(false);
    }

    @Override
    BodyResult broken() {
        return new BodyResult.Broken();
    }

    @Override
    void cleanUp(BodyResult result) {
        // A body keeps its memory and its place until BodyReader.release.
        if (!(result instanceof BodyResult.Body)) {
            releaseBytes();
            inFlight.releaseRequest();
        }
    }

    private boolean ensureCapacity(int needed) {
        if (needed <= bytes.length) {
            return true;
        }
        int capacity = Math.max(needed, Math.min(2 * bytes.length, maxBytes));
        if (!inFlight.tryAcquireBytes(capacity - bytes.length)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, capacity);
        return true;
    }

    private void discard(Function<Boolean, BodyResult> refusal) {
        this.refusal = refusal;
        releaseBytes();
    }

    private void releaseBytes() {
        inFlight.releaseBytes(bytes.length);
        bytes = EMPTY;
    }
}
