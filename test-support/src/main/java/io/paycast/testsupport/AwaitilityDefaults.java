package io.paycast.testsupport;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.Extension;

/**
 * Lets tests wait a minute for a condition, instead of Awaitility's ten seconds. A slow machine may
 * need more than those for its first connection or rebalance; a test that passes waits no longer.
 * JUnit creates it before it runs the first test of a module.
 */
public final class AwaitilityDefaults implements Extension {

    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    /** Sets the defaults. */
    public AwaitilityDefaults() {
        Awaitility.setDefaultTimeout(TIMEOUT);
    }
}
