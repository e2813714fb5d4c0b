package io.paycast.gateway.limits;

import io.netty.handler.codec.TooLongFrameException;

/** A client's unfinished messages take more memory than the gateway has left for its subject. */
public final class UnfinishedMessageException extends TooLongFrameException {

    private static final long serialVersionUID = 1L;

    /** An exception whose message is a sentence for the client. */
    public UnfinishedMessageException() {
        super("The unfinished messages of this user take too much memory. Send messages whole.");
    }
}
