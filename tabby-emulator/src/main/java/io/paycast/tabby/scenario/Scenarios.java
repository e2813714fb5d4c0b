package io.paycast.tabby.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.springframework.core.io.ClassPathResource;

/** The scenarios that come with the emulator. */
public final class Scenarios {

    /** Their names: what merchants suffer from first, then the usual stories. */
    public static final List<String> NAMES =
            List.of(
                    "paid-but-no-order",
                    "lost-authorized",
                    "lost-webhooks",
                    "repeated",
                    "unordered",
                    "late-authorized",
                    "closed-is-not-paid",
                    "status-case",
                    "forged",
                    "forged-success",
                    "unknown-envelopes",
                    "reference-changed",
                    "no-reference",
                    "registered-four-times",
                    "rejected",
                    "cancelled-by-shopper",
                    "expired",
                    "partial-captures",
                    "partly-captured-and-closed",
                    "captured-by-tabby",
                    "refunded",
                    "dispute-approved",
                    "test-payment",
                    "everything");

    private Scenarios() {}

    /** The file of a scenario; empty if there is none of this name. */
    public static Optional<String> yaml(String name) {
        if (!NAMES.contains(name)) {
            return Optional.empty();
        }
        try {
            var file = new ClassPathResource(name + ".yaml", Scenarios.class);
            return Optional.of(file.getContentAsString(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("The scenario " + name + " cannot be read.", e);
        }
    }

    /** Reads a scenario; empty if there is none of this name. */
    public static Optional<Scenario> find(String name) {
        return yaml(name)
                .map(yaml -> {
                    try {
                        return ScenarioReader.read(name, yaml);
                    } catch (InvalidScenarioException e) {
                        throw new IllegalStateException(name + ": " + e.getMessage(), e);
                    }
                });
    }
}
