package io.paycast.cli.server;

/** The server did not respond. A later attempt may succeed. */
public final class ServerUnreachable extends CommandFailure {

    ServerUnreachable(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
