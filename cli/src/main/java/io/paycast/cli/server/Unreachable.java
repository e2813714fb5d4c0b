package io.paycast.cli.server;

/** Nobody answered; it may be different in a moment. */
public final class Unreachable extends CommandFailure {

    Unreachable(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
