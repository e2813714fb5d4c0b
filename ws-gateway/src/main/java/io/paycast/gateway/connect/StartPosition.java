package io.paycast.gateway.connect;

import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    /** Reads {@code since} and {@code rewind} of a query; empty if they are invalid. */
    static Optional<StartPosition> read(Map<String, List<String>> query) {
        var since = query.getOrDefault("since", List.of());
        var rewind = query.getOrDefault("rewind", List.of());
        if (since.isEmpty() && rewind.isEmpty()) {
            return Optional.of(new Now());
        }
        if (since.size() + rewind.size() > 1) {
            return Optional.empty();
        }
        if (rewind.isEmpty()) {
            return Optional.of(new After(since.getFirst()));
        }
        try {
            int updates = Integer.parseInt(rewind.getFirst());
            return updates >= 1 && updates <= MAX_REWIND
                    ? Optional.of(new Rewind(updates))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
