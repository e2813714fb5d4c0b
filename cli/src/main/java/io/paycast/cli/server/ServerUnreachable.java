package io.paycast.cli.server;

/** Nobody answered; it may be different in a moment. */
public final class ServerUnreachable extends CommandFailure {

    ServerUnreachable(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
