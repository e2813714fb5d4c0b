package io.paycast.tabby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TabbyEmulatorMainTest {

    @Test
    void readsItsArguments() {
        var options =
                TabbyEmulatorMain.options("--port 0 --seed 7 --host localhost".split(" ", -1));
        assertThat(options.port()).isZero();
        assertThat(options.seed()).isEqualTo(7);
        assertThat(options.host()).isEqualTo("localhost");
        assertThat(TabbyEmulatorMain.options(new String[0]).port()).isEqualTo(7275);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--port", "--port x", "--port 65536", "--seed x", "--key 1"})
    void refusesOthers(String arguments) {
        assertThatThrownBy(() -> TabbyEmulatorMain.options(arguments.split(" ", -1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
