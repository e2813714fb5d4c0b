package io.paycast.gateway.connect;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where in the stream a client asks to start. */
sealed interface StartPosition {

    /** The largest number of updates that {@code rewind} accepts. */
    int MAX_REWIND = 1_000;

    /** With the updates from now on. */
    record Now() implements StartPosition {}

    /** After a sealed cursor. */
    record After(String sealedCursor) implements StartPosition {}

    /** With the last updates that its interest covers. */
    record Rewind(int updates) implements StartPosition {}

    /** Reads {@code since} and {@code rewind}; empty if they are invalid. */
    static Optional<StartPosition> read(@Nullable String since, @Nullable String rewind) {
        if (since != null && rewind != null) {
            return Optional.empty();
        }
        if (since != null) {
            return Optional.of(new After(since));
        }
        if (rewind == null) {
            return Optional.of(new Now());
        }
        try {
            int updates = Integer.parseInt(rewind);
            return updates >= 1 && updates <= MAX_REWIND
                    ? Optional.of(new Rewind(updates))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
