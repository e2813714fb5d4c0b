package io.paycast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.netty.ReactorNetty;

/** StalledClientsIT checks the number of event loops in a real process. */
class GatewayApplicationTest {

    @BeforeEach
    @AfterEach
    void forget() {
        System.clearProperty(ReactorNetty.IO_WORKER_COUNT);
    }

    @Test
    void usesOneEventLoopPerCore() {
        GatewayApplication.useOneEventLoopPerCore();
        assertThat(Integer.getInteger(ReactorNetty.IO_WORKER_COUNT))
                .isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void keepsTheNumberOfEventLoopsOfTheFlag() {
        System.setProperty(ReactorNetty.IO_WORKER_COUNT, "7");
        GatewayApplication.useOneEventLoopPerCore();
        assertThat(Integer.getInteger(ReactorNetty.IO_WORKER_COUNT)).isEqualTo(7);
    }
}
