package io.paycast.testsupport;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where a service under test runs: in a container if that can be had, or where the environment
 * says.
 */
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
                            "%s is '%s': say container or embedded, or leave it unset to take what is there"
                                    .formatted(variable, value));
        };
    }
}
