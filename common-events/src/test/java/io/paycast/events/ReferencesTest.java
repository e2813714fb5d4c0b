package io.paycast.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferencesTest {

    @ParameterizedTest
    @ValueSource(strings = {"1001", "X-999", "طلب 7", "a;b=c&d", "😀", " padded "})
    void acceptsPrintableNames(String name) {
        assertThat(References.isOrder(name)).isTrue();
        assertThat(References.isPayment(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\t",
                "a\u0000",
                "a\nb",
                "\u007f",
                "\u0085",
                "\u2028",
                "\u2029",
                "\ud800",
                "a\udc00b"
            })
    void refusesNamesThatAreEmptyOrCannotBeWritten(String name) {
        assertThat(References.isOrder(name)).isFalse();
        assertThat(References.isPayment(name)).isFalse();
    }

    @Test
    void acceptsOrdersOf255AndPaymentsOf128Characters() {
        assertThat(References.isOrder("x".repeat(255))).isTrue();
        assertThat(References.isOrder("x".repeat(256))).isFalse();
        assertThat(References.isPayment("x".repeat(128))).isTrue();
        assertThat(References.isPayment("x".repeat(129))).isFalse();
    }
}
