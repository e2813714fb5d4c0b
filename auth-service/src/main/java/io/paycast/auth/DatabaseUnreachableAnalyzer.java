package io.paycast.auth;

import org.flywaydb.core.internal.exception.sqlExceptions.FlywaySqlUnableToConnectToDbException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Prints one sentence in place of a stack trace when PostgreSQL is unreachable at startup. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class DatabaseUnreachableAnalyzer
        extends AbstractFailureAnalyzer<FlywaySqlUnableToConnectToDbException> {

    @Override
    protected FailureAnalysis analyze(
            Throwable failure, FlywaySqlUnableToConnectToDbException cause) {
        return new FailureAnalysis(
                "PostgreSQL is unreachable.",
                "Start it, or correct spring.datasource.url, username and password.",
                failure);
    }
}
