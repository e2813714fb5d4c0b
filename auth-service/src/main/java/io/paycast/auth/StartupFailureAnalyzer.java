package io.paycast.auth;

import java.util.stream.Stream;
import org.flywaydb.core.internal.exception.sqlExceptions.FlywaySqlUnableToConnectToDbException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Puts the one sentence that matters in place of a stack trace, where the start fails. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartupFailureAnalyzer implements FailureAnalyzer {

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        return Stream.iterate(failure, fault -> fault != null, Throwable::getCause)
                .map(fault -> analysis(fault, failure))
                .filter(found -> found != null)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable FailureAnalysis analysis(Throwable fault, Throwable failure) {
        if (fault instanceof FlywaySqlUnableToConnectToDbException) {
            return new FailureAnalysis(
                    "PostgreSQL could not be reached.",
                    "Start it, or correct spring.datasource.url, username and password.",
                    failure);
        }
        // what this service's own checks say begins with the setting's name
        var said = fault.getMessage();
        return said != null && said.startsWith("paycast.")
                ? new FailureAnalysis(said, "Correct the setting and start again.", failure)
                : null;
    }
}
