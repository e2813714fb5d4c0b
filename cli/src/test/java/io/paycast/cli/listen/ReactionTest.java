package io.paycast.cli.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReactionTest {

    @Test
    void aGatewayThatGoesAwayIsComeBackToWhenItSaid() {
        assertThat(after(closed(1001, "Come back in 1500 ms."))).contains(Duration.ofMillis(1500));
    }

    @Test
    void noGatewayKeepsAClientAwayForMoreThanFiveMinutes() {
        assertThat(after(closed(1001, "Come back in 999999999 ms.")))
                .contains(Duration.ofMinutes(5));
        assertThat(after(closed(1001, "Come back in 99999999999999999999 ms."))).isEmpty();
    }

    @Test
    void aTokenThatHasEndedIsRenewed() {
        assertThat(Reaction.to(closed(4401, ""))).isInstanceOf(Reaction.RenewToken.class);
        assertThat(Reaction.to(new Ending.Refused(401, Optional.empty())))
                .isInstanceOf(Reaction.RenewToken.class);
    }

    @Test
    void aSlowClientResumesAtOnce() {
        assertThat(after(closed(4408, "cursor"))).contains(Duration.ZERO);
    }

    @Test
    void aBannedClientWaitsTheBanOut() {
        assertThat(after(closed(4429, ""))).contains(Duration.ofMinutes(1));
        assertThat(after(new Ending.Refused(429, Optional.of(Duration.ofSeconds(7)))))
                .contains(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @ValueSource(ints = {1003, 1007, 1009, 4403})
    void whatWouldEndTheSameWayAgainIsGivenUp(int code) {
        assertThat(Reaction.to(closed(code, ""))).isInstanceOf(Reaction.GiveUp.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 418})
    void aRefusalThatTimeDoesNotMendIsGivenUp(int status) {
        assertThat(Reaction.to(new Ending.Refused(status, Optional.empty())))
                .isInstanceOf(Reaction.GiveUp.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1006, 1011, 4999})
    void anyOtherEndingIsComeBackFrom(int code) {
        assertThat(after(closed(code, ""))).isEmpty();
    }

    @Test
    void aGatewayThatCatchesUpIsAskedAgainWhenItSaid() {
        assertThat(after(new Ending.Refused(503, Optional.of(Duration.ofSeconds(2)))))
                .contains(Duration.ofSeconds(2));
        assertThat(after(new Ending.Lost("nothing listens"))).isEmpty();
    }

    @Test
    void aReasonCannotSteerTheTerminal() {
        var reaction = Reaction.to(closed(4403, "no\u001b[2J"));
        assertThat(reaction).isInstanceOf(Reaction.GiveUp.class);
        assertThat(reaction.toString()).contains("no?[2J").doesNotContain("\u001b");
    }

    private static Ending.Closed closed(int code, String reason) {
        return new Ending.Closed(code, reason);
    }

    private static Optional<Duration> after(Ending ending) {
        var reaction = Reaction.to(ending);
        assertThat(reaction).isInstanceOf(Reaction.ComeBack.class);
        return ((Reaction.ComeBack) reaction).after();
    }
}
