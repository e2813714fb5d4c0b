package io.paycast.cli.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReconnectPolicyTest {

    @Test
    void reconnectsToADrainingGatewayAfterTheDelayItNames() {
        assertThat(delayAfter(closed(1001, "Come back in 1500 ms.")))
                .contains(Duration.ofMillis(1500));
    }

    @Test
    void limitsTheNamedDelayToFiveMinutes() {
        assertThat(delayAfter(closed(1001, "Come back in 999999999 ms.")))
                .contains(Duration.ofMinutes(5));
        assertThat(delayAfter(closed(1001, "Come back in 99999999999999999999 ms."))).isEmpty();
    }

    @Test
    void renewsAnExpiredOrRejectedToken() {
        assertThat(ReconnectPolicy.after(closed(4401, "")))
                .isInstanceOf(ReconnectPolicy.RenewToken.class);
        assertThat(ReconnectPolicy.after(new DisconnectReason.Refused(401, Optional.empty())))
                .isInstanceOf(ReconnectPolicy.RenewToken.class);
    }

    @Test
    void resumesImmediatelyAfterASlowClientDisconnect() {
        assertThat(delayAfter(closed(4408, "cursor"))).contains(Duration.ZERO);
    }

    @Test
    void waitsUntilABanEnds() {
        assertThat(delayAfter(closed(4429, ""))).contains(Duration.ofMinutes(1));
        assertThat(delayAfter(closed(4429, "Too many messages; come back in 7 s.")))
                .contains(Duration.ofSeconds(7));
        assertThat(
                        delayAfter(
                                new DisconnectReason.Refused(
                                        429, Optional.of(Duration.ofSeconds(7)))))
                .contains(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @ValueSource(ints = {1002, 1003, 1007, 1009, 4403})
    void givesUpAfterAPermanentCloseCode(int code) {
        assertThat(ReconnectPolicy.after(closed(code, "")))
                .isInstanceOf(ReconnectPolicy.GiveUp.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 418})
    void givesUpAfterAPermanentRefusal(int status) {
        assertThat(ReconnectPolicy.after(new DisconnectReason.Refused(status, Optional.empty())))
                .isInstanceOf(ReconnectPolicy.GiveUp.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1006, 1011, 4999})
    void reconnectsAfterAnyOtherCloseCode(int code) {
        assertThat(delayAfter(closed(code, ""))).isEmpty();
    }

    @Test
    void honoursRetryAfterOfAGatewayThatIsNotReady() {
        assertThat(
                        delayAfter(
                                new DisconnectReason.Refused(
                                        503, Optional.of(Duration.ofSeconds(2)))))
                .contains(Duration.ofSeconds(2));
        assertThat(delayAfter(new DisconnectReason.Lost("nothing listens"))).isEmpty();
    }

    @Test
    void removesControlCharactersFromCloseReasons() {
        var policy = ReconnectPolicy.after(closed(4403, "no\u001b[2J"));
        assertThat(policy).isInstanceOf(ReconnectPolicy.GiveUp.class);
        assertThat(policy.toString()).contains("no?[2J").doesNotContain("\u001b");
    }

    private static DisconnectReason.Closed closed(int code, String reason) {
        return new DisconnectReason.Closed(code, reason);
    }

    private static Optional<Duration> delayAfter(DisconnectReason reason) {
        var policy = ReconnectPolicy.after(reason);
        assertThat(policy).isInstanceOf(ReconnectPolicy.Reconnect.class);
        return ((ReconnectPolicy.Reconnect) policy).after();
    }
}
