package io.paycast.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b", "\u009b", "\r", "\n", "\u0007", "\u0000", "\b", "\u007f", "\u202e",
                "\u200b", "\u2028", "\ud800"
            })
    void replacesControlCharactersWithQuestionMarks(String command) {
        assertThat(Printable.of("a" + command + "b")).isEqualTo("a?b");
    }

    @Test
    void keepsTextOfAnyLanguage() {
        assertThat(Printable.of("طلب 42 – Größe 😀")).isEqualTo("طلب 42 – Größe 😀");
    }
}
