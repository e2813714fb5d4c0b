package io.paycast.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

/** Finds the analyzer as Spring Boot does: by {@code META-INF/spring.factories}, in order. */
class InvalidSettingAnalyzerTest {

    @Test
    void printsTheSentenceOfAnInvalidSettingThatCouldNotBeBound() {
        var analysis = firstAnalysisOf(failureOfBinding("nowhere"));

        assertThat(analysis.getDescription())
                .startsWith("paycast.trusted-proxies is invalid: \"nowhere\"");
        assertThat(analysis.getAction()).isEqualTo("Correct the setting and start again.");
    }

    @Test
    void leavesOtherFailuresToOtherAnalyzers() {
        assertThat(new InvalidSettingAnalyzer().analyze(new IllegalArgumentException("other")))
                .isNull();
    }

    private static FailureAnalysis firstAnalysisOf(Throwable failure) {
        return SpringFactoriesLoader.forDefaultResourceLocation()
                .load(
                        FailureAnalyzer.class,
                        FailureHandler.handleMessage((messageSupplier, failed) -> {
                            /* an analyzer that needs a context */
                        }))
                .stream()
                .map(analyzer -> analyzer.analyze(failure))
                .filter(analysis -> analysis != null)
                .findFirst()
                .orElseThrow();
    }

    private static BindException failureOfBinding(String proxies) {
        var source = new MapConfigurationPropertySource(Map.of("paycast.trusted-proxies", proxies));
        try {
            new Binder(source).bind("paycast", ProxySettings.class);
        } catch (BindException e) {
            return e;
        }
        throw new AssertionError("the setting was bound");
    }
}
