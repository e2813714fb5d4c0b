package io.paycast.body;

import org.springframework.core.io.buffer.DataBuffer;
import reactor.core.publisher.MonoSink;

/** Receives the body of a refused request and keeps none of it. */
final class DiscardingSubscriber extends BodySubscriber<DiscardResult> {

    DiscardingSubscriber(int maxReceivedBytes, MonoSink<DiscardResult> sink) {
        super(maxReceivedBytes, sink);
    }

    @Override
    void receive(DataBuffer buffer) {}

    @Override
    DiscardResult complete() {
        return DiscardResult.CONSUMED;
    }

    @Override
    DiscardResult cutOff() {
        return DiscardResult.CUT_OFF;
    }

    @Override
    DiscardResult broken() {
        return DiscardResult.BROKEN;
    }

    @Override
    void cleanUp(DiscardResult result) {}
}
