package io.paycast.settings;

import static io.paycast.settings.SettingChecks.require;
import static io.paycast.settings.SettingChecks.requireBetween;
import static io.paycast.settings.SettingChecks.requirePositive;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.unit.DataSize;

class SettingChecksTest {

    @Test
    void refusesAnOriginWithoutAScheme() {
        assertThatThrownBy(() ->
                        SettingChecks.requireOrigins(
                                "paycast.x.allowed-origins", List.of("https://a.example", "b")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(
                        "paycast.x.allowed-origins is invalid: \"b\" is not an origin")
                .hasMessageEndingWith(".");
    }

    @Test
    void refusesNumbersOutsideTheRange() {
        assertRefused(
                () -> requireBetween("paycast.a", 0, 1, 7), "paycast.a must be 1 to 7, but is 0.");
        assertRefused(
                () -> requireBetween("paycast.a", 8, 1, 7), "paycast.a must be 1 to 7, but is 8.");
    }

    @Test
    void refusesDurationsOutsideTheRange() {
        var second = Duration.ofSeconds(1);
        var day = Duration.ofDays(1);
        assertRefused(
                () -> requireBetween("paycast.b", Duration.ofMillis(999), second, day),
                "paycast.b must be 1s to 1d, but is 999ms.");
        assertRefused(
                () -> requireBetween("paycast.b", Duration.ofHours(25), second, day),
                "paycast.b must be 1s to 1d, but is 25h.");
    }

    @Test
    void refusesSizesOutsideTheRange() {
        var min = DataSize.ofKilobytes(1);
        var max = DataSize.ofMegabytes(16);
        assertRefused(
                () -> requireBetween("paycast.c", DataSize.ofMegabytes(20), min, max),
                "paycast.c must be 1KB to 16MB, but is 20MB.");
        assertRefused(
                () -> requireBetween("paycast.c", DataSize.ofBytes(1_023), min, max),
                "paycast.c must be 1KB to 16MB, but is 1023B.");
    }

    @Test
    void refusesWhatIsNotPositive() {
        assertRefused(
                () -> requirePositive("paycast.d", 0), "paycast.d must be 1 or more, but is 0.");
        assertRefused(
                () -> requirePositive("paycast.d", Duration.ZERO),
                "paycast.d must be more than 0s, such as 10s, but is 0s.");
        assertRefused(
                () -> requirePositive("paycast.d", Duration.ofSeconds(-5)),
                "paycast.d must be more than 0s, such as 10s, but is -5s.");
    }

    @Test
    void refusesAConditionThatDoesNotHold() {
        assertRefused(() -> require(false, "paycast.e is missing."), "paycast.e is missing.");
    }

    @Test
    void acceptsTheLimitsThemselves() {
        var second = Duration.ofSeconds(1);
        var kilobyte = DataSize.ofKilobytes(1);
        assertThatNoException()
                .isThrownBy(() -> {
                    requireBetween("paycast.f", 1, 1, 1);
                    requireBetween("paycast.f", second, second, second);
                    requireBetween("paycast.f", kilobyte, kilobyte, kilobyte);
                    requirePositive("paycast.f", 1);
                    requirePositive("paycast.f", Duration.ofNanos(1));
                    require(true, "unused");
                });
    }

    @ParameterizedTest
    @CsvSource({"0s", "90s", "2m", "1h", "36h", "7d", "1500ms", "-5s", "250us", "1001ns"})
    void formatsDurationsAsUsersWriteThem(String text) {
        assertThat(SettingFormat.text(DurationStyle.SIMPLE.parse(text))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0B", "1023B", "1KB", "1536KB", "16MB", "2GB", "-1B"})
    void formatsSizesAsUsersWriteThem(String text) {
        assertThat(SettingFormat.text(DataSize.parse(text))).isEqualTo(text);
    }

    private static void assertRefused(ThrowingCallable check, String message) {
        assertThatThrownBy(check).isInstanceOf(InvalidSettingException.class).hasMessage(message);
    }
}
