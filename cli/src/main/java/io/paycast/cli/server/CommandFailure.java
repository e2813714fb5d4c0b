package io.paycast.cli.server;

import org.jspecify.annotations.Nullable;

/** Ends a command with exit code 1. The message is for the user. */
public class CommandFailure extends RuntimeException {

    public CommandFailure(String sentence) {
        this(sentence, null);
    }

    public CommandFailure(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}
