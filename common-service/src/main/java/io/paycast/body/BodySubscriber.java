package io.paycast.body;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.MonoSink;

/**
 * Receives one body and emits one result: the first end counts. Confined to the channel's event
 * loop.
 */
abstract class BodySubscriber<R> extends BaseSubscriber<DataBuffer> {

    private final int maxReceivedBytes;
    private final MonoSink<R> sink;
    private int receivedBytes;
    private boolean ended;
    private @Nullable Disposable timeout;

    BodySubscriber(int maxReceivedBytes, MonoSink<R> sink) {
        this.maxReceivedBytes = maxReceivedBytes;
        this.sink = sink;
    }

    /** Handles the next bytes, which the caller releases. */
    abstract void receive(DataBuffer buffer);

    /** Returns the result of a body that was received to its end. */
    abstract R complete();

    /** Returns the result of a body that is too long or too slow. */
    abstract R cutOff();

    /** Returns the result of a body whose connection or framing broke. */
    abstract R broken();

    /** Releases what the result does not need. */
    abstract void cleanUp(R result);

    /** Starts the timeout, unless the body arrived with its headers, as nearly all do. */
    final void startTimeout(Duration delay, EventLoopTimer timer) {
        if (!ended) {
            timeout = timer.schedule(delay, () -> end(cutOff()));
        }
    }

    /** Stops receiving, because the result is no longer needed. */
    final void abandon() {
        end(broken());
    }

    @Override
    protected final void hookOnNext(DataBuffer buffer) {
        try {
            if (!ended) {
                receivedBytes += buffer.readableByteCount();
                receive(buffer);
            }
        } finally {
            DataBufferUtils.release(buffer);
        }
        if (receivedBytes > maxReceivedBytes) {
            end(cutOff());
        }
    }

    @Override
    protected final void hookOnComplete() {
        if (!ended) {
            end(complete());
        }
    }

    @Override
    protected final void hookOnError(Throwable fault) {
        end(broken());
    }

    private void end(R result) {
        if (ended) {
            return;
        }
        ended = true;
        if (timeout != null) {
            timeout.dispose();
        }
        cleanUp(result);
        dispose();
        sink.success(result);
    }
}
