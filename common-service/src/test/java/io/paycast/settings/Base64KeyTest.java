package io.paycast.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Base64KeyTest {

    private static final String ADVICE = "Set the same key on every gateway.";

    @Test
    void decodesAKeyAndIgnoresTheWhiteSpaceAroundIt() {
        var key = new byte[32];
        key[31] = 7;

        assertThat(parse(" " + Base64.getEncoder().encodeToString(key) + "\n")).isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "null, is missing",
                "' ', is missing",
                "'sëcret', is not Base64",
                "c2VjcmV0, has 6 bytes",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA, has 33 bytes",
            })
    void refusesWhatIsNotAKeyWithoutRepeatingIt(@Nullable String text, String reason) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(InvalidSettingException.class)
                .hasNoCause()
                .hasMessage(
                        "paycast.x.key must be a key of 32 bytes in Base64, but %s. Create one with"
                                + " \"openssl rand -base64 32\". Set the same key on every gateway.",
                        reason);
    }

    private static byte[] parse(@Nullable String text) {
        return Base64Key.parse("paycast.x.key", text, ADVICE);
    }
}
