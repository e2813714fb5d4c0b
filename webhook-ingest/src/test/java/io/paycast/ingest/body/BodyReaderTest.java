package io.paycast.ingest.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.Sinks.EmitFailureHandler;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Bodies in pieces, with time told by the test. */
class BodyReaderTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final BodySettings settings =
            new BodySettings(DataSize.ofBytes(10), TIMEOUT, 1, DataSize.ofBytes(25));
    private final InFlightLimit inFlight = new InFlightLimit(settings);
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final EventLoopTimer timer =
            (after, task) -> time.schedule(task, after.toMillis(), TimeUnit.MILLISECONDS);
    private final BodyReader reader = new BodyReader(settings, inFlight);
    private final Sinks.Many<DataBuffer> sender = Sinks.many().unicast().onBackpressureBuffer();

    @Test
    void piecesBecomeOneBodyAndItsMemoryIsGivenBack() {
        StepVerifier.create(reader.read(request(sender.asFlux()), timer))
                .then(() -> send("{\"a\"", ":1", "}"))
                .then(this::end)
                .assertNext(body -> {
                    var whole = (Body.Whole) body;
                    assertThat(new String(whole.bytes(), UTF_8)).isEqualTo("{\"a\":1}");
                    assertThat(inFlight.bytes()).isEqualTo(7);
                    reader.release(whole);
                })
                .verifyComplete();
        assertThat(inFlight.bytes()).isZero();
        time.advanceTimeBy(TIMEOUT.multipliedBy(2));
    }

    @Test
    void aBodyOfTheLimitIsWholeAndOneByteMoreIsNot() {
        assertThat(bodyOf("12345", "67890")).isInstanceOf(Body.Whole.class);
        assertThat(bodyOf("12345", "678901")).isEqualTo(dropped(Body.Why.TOO_LARGE, true));
        assertThat(inFlight.bytes()).isEqualTo(10);
    }

    @Test
    void aBodyThatGoesOnAndOnIsCutOff() {
        StepVerifier.create(reader.read(request(sender.asFlux()), timer))
                .then(() -> send("1234567890", "1234567890", "1234567890", "1234567890"))
                .then(() -> send("1"))
                .expectNext(dropped(Body.Why.TOO_LARGE, false))
                .verifyComplete();
        assertThat(inFlight.bytes()).isZero();
    }

    @Test
    void aBodyIsTooSlowExactlyAfterItsTime() {
        StepVerifier.create(reader.read(request(sender.asFlux()), timer))
                .then(() -> send("{"))
                .then(() -> time.advanceTimeBy(TIMEOUT.minusMillis(1)))
                .then(() -> send("}"))
                .then(() -> time.advanceTimeBy(Duration.ofMillis(1)))
                .expectNext(new Body.TooSlow())
                .verifyComplete();
        assertThat(inFlight.bytes()).isZero();
    }

    @Test
    void aDroppedBodyIsWaitedForNoLonger() {
        StepVerifier.create(reader.discard(request(sender.asFlux()), timer))
                .then(() -> send("{"))
                .then(() -> time.advanceTimeBy(TIMEOUT))
                .expectNext(dropped(Body.Why.UNWANTED, false))
                .verifyComplete();
    }

    @Test
    void bodiesBeyondTheMemoryForThemAreDropped() {
        assertThat(bodyOf("1234567890")).isInstanceOf(Body.Whole.class);
        assertThat(bodyOf("1234567890")).isInstanceOf(Body.Whole.class);
        assertThat(bodyOf("12345")).isInstanceOf(Body.Whole.class);
        assertThat(bodyOf("1")).isEqualTo(dropped(Body.Why.NO_ROOM, true));
        assertThat(inFlight.bytes()).isEqualTo(25);
    }

    @Test
    void aBrokenConnectionLeavesNothingBehind() {
        StepVerifier.create(reader.read(request(sender.asFlux()), timer))
                .then(() -> send("{"))
                .then(() ->
                        sender.emitError(new IOException("reset"), EmitFailureHandler.FAIL_FAST))
                .expectNext(new Body.BrokenOff())
                .verifyComplete();
        assertThat(inFlight.bytes()).isZero();
    }

    @Test
    void aReaderThatIsGivenUpLeavesNothingBehind() {
        StepVerifier.create(reader.read(request(sender.asFlux()), timer))
                .then(() -> send("{"))
                .thenCancel()
                .verify();
        assertThat(inFlight.bytes()).isZero();
        assertThat(sender.currentSubscriberCount()).isZero();
    }

    private Body bodyOf(String... pieces) {
        var pieceByPiece = Flux.fromArray(pieces).map(BodyReaderTest::buffer);
        return Objects.requireNonNull(reader.read(request(pieceByPiece), timer).block());
    }

    private void send(String... pieces) {
        for (var piece : pieces) {
            sender.emitNext(buffer(piece), EmitFailureHandler.FAIL_FAST);
        }
    }

    private void end() {
        sender.emitComplete(EmitFailureHandler.FAIL_FAST);
    }

    private static Body dropped(Body.Why why, boolean toItsEnd) {
        return new Body.Dropped(why, toItsEnd);
    }

    private static ServerHttpRequest request(Flux<DataBuffer> body) {
        return MockServerHttpRequest.method(HttpMethod.POST, "/").body(body);
    }

    private static DataBuffer buffer(String text) {
        return DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(UTF_8));
    }
}
