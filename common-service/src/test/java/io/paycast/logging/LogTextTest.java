package io.paycast.logging;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada",
                "customer:42",
                "auth0|5f7c8ec7c33c6c004bbafe82",
                "https://issuer.example/users/7",
                "نورة"
            })
    void keepsOrdinaryText(String text) {
        assertThat(LogText.of(text)).isEqualTo(text);
    }

    @Test
    void escapesWhatCouldEndTheLineOrImitateAnotherPair() {
        assertThat(LogText.of("x\nsocket opened subject=admin \"\u001b[31m\u202e\\"))
                .isEqualTo(
                        "x\\u000asocket\\u0020opened\\u0020subject\\u003dadmin\\u0020\\u0022"
                                + "\\u001b[31m\\u202e\\u005c");
    }

    @Test
    void cutsLongText() {
        assertThat(LogText.of("a".repeat(100))).isEqualTo("a".repeat(100));
        assertThat(LogText.of("a".repeat(16_000))).isEqualTo("a".repeat(100) + "…");
    }
}
