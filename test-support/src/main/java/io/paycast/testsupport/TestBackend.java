package io.paycast.testsupport;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a service under test runs; {@code AUTOMATIC} prefers a container. */
enum TestBackend {
    AUTOMATIC,
    CONTAINER,
    EMBEDDED;

    static TestBackend of(String variable, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return AUTOMATIC;
        }
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "container" -> CONTAINER;
            case "embedded" -> EMBEDDED;
            default ->
                    throw new IllegalArgumentException(
                            "%s must be container or embedded, or unset to use what is available, not '%s'."
                                    .formatted(variable, value));
        };
    }
}
