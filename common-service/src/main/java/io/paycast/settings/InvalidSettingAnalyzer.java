package io.paycast.settings;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Prints the sentence of an {@link InvalidSettingException} when startup fails. Spring Boot finds
 * it in {@code META-INF/spring.factories}; it runs before Boot's own analyzers, which would print
 * the class that could not be bound.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class InvalidSettingAnalyzer extends AbstractFailureAnalyzer<InvalidSettingException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, InvalidSettingException cause) {
        return new FailureAnalysis(
                cause.getMessage(), "Correct the setting and start again.", failure);
    }
}
