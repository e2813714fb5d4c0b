package io.paycast.body;

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
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.Sinks.EmitFailureHandler;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Reads bodies that arrive in pieces, on a virtual clock. */
class BodyReaderTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final InFlightLimit inFlight = new InFlightLimit(4, 25);
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final EventLoopTimer timer =
            (delay, task) -> time.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    private final BodyReader reader = new BodyReader(10, TIMEOUT, inFlight);
    private final Sinks.Many<DataBuffer> sender = Sinks.many().unicast().onBackpressureBuffer();

    @Test
    void joinsThePiecesOfABodyAndReleasesItsMemory() {
        StepVerifier.create(reader.read(request(sender.asFlux()), timer))
                .then(() -> send("{\"a\"", ":1", "}"))
                .then(this::end)
                .assertNext(result -> {
                    var body = (BodyResult.Body) result;
                    assertThat(new String(body.bytes(), UTF_8)).isEqualTo("{\"a\":1}");
                    assertThat(inFlight.bytes()).isEqualTo(7);
                    assertThat(inFlight.requests()).isEqualTo(1);
                    reader.release(body);
                })
                .verifyComplete();
        assertNothingInFlight();
        time.advanceTimeBy(TIMEOUT.multipliedBy(2));
        assertNothingInFlight();
    }

    @Test
    void acceptsABodyAtTheLimitAndRefusesOneMoreByte() {
        assertThat(resultOf("12345", "67890")).isInstanceOf(BodyResult.Body.class);
        assertThat(resultOf("12345", "678901")).isEqualTo(new BodyResult.TooLarge(true));
        assertThat(inFlight.bytes()).isEqualTo(10);
        assertThat(inFlight.requests()).isEqualTo(1);
    }

    @Test
    void refusesABodyByItsContentLength() {
        var declared =
                MockServerHttpRequest.method(HttpMethod.POST, "/")
                        .contentLength(11)
                        .body(Flux.just(buffer("12345678901")));

        StepVerifier.create(reader.read(declared, timer))
                .expectNext(new BodyResult.TooLarge(true))
                .verifyComplete();
        assertNothingInFlight();
    }

    @Test
    void cutsOffABodyWithoutEnd() {
        StepVerifier.create(reader.read(request(sender.asFlux()), timer))
                .then(() -> send("1234567890", "1234567890", "1234567890", "1234567890"))
                .then(() -> send("1"))
                .expectNext(new BodyResult.TooLarge(false))
                .verifyComplete();
        assertNothingInFlight();
    }

    @Test
    void endsASlowBodyAfterTheTimeout() {
        StepVerifier.create(reader.read(request(sender.asFlux()), timer))
                .then(() -> send("{"))
                .then(() -> time.advanceTimeBy(TIMEOUT.minusMillis(1)))
                .then(() -> send("}"))
                .then(() -> time.advanceTimeBy(Duration.ofMillis(1)))
                .expectNext(new BodyResult.TooSlow())
                .verifyComplete();
        assertNothingInFlight();
    }

    @Test
    void cutsOffADiscardedBodyAfterTheTimeout() {
        StepVerifier.create(reader.discard(request(sender.asFlux()), timer))
                .then(() -> send("{"))
                .then(() -> time.advanceTimeBy(TIMEOUT))
                .expectNext(DiscardResult.CUT_OFF)
                .verifyComplete();
    }

    @Test
    void consumesADiscardedBodyOfAnyValidSize() {
        StepVerifier.create(reader.discard(request(sender.asFlux()), timer))
                .then(() -> send("1234567890", "1234567890"))
                .then(this::end)
                .expectNext(DiscardResult.CONSUMED)
                .verifyComplete();
        assertNothingInFlight();
    }

    @Test
    void refusesBodiesBeyondTheMemoryLimit() {
        assertThat(resultOf("1234567890")).isInstanceOf(BodyResult.Body.class);
        assertThat(resultOf("1234567890")).isInstanceOf(BodyResult.Body.class);
        assertThat(resultOf("12345")).isInstanceOf(BodyResult.Body.class);
        assertThat(resultOf("1")).isEqualTo(new BodyResult.NoRoom(true));
        assertThat(inFlight.bytes()).isEqualTo(25);
        assertThat(inFlight.requests()).isEqualTo(3);
    }

    @Test
    void refusesRequestsBeyondTheRequestLimit() {
        for (int i = 0; i < 4; i++) {
            assertThat(resultOf("1")).isInstanceOf(BodyResult.Body.class);
        }

        assertThat(resultOf("1")).isEqualTo(new BodyResult.NoRoom(true));
        assertThat(inFlight.requests()).isEqualTo(4);
    }

    @Test
    void releasesEverythingWhenTheConnectionBreaks() {
        StepVerifier.create(reader.read(request(sender.asFlux()), timer))
                .then(() -> send("{"))
                .then(() ->
                        sender.emitError(new IOException("reset"), EmitFailureHandler.FAIL_FAST))
                .expectNext(new BodyResult.Broken())
                .verifyComplete();
        assertNothingInFlight();
    }

    @Test
    void releasesEverythingWhenItIsCancelled() {
        StepVerifier.create(reader.read(request(sender.asFlux()), timer))
                .then(() -> send("{"))
                .thenCancel()
                .verify();
        assertNothingInFlight();
        assertThat(sender.currentSubscriberCount()).isZero();
    }

    private BodyResult resultOf(String... pieces) {
        var body = Flux.fromArray(pieces).map(BodyReaderTest::buffer);
        return Objects.requireNonNull(reader.read(request(body), timer).block());
    }

    private void assertNothingInFlight() {
        assertThat(inFlight.bytes()).isZero();
        assertThat(inFlight.requests()).isZero();
    }

    private void send(String... pieces) {
        for (var piece : pieces) {
            sender.emitNext(buffer(piece), EmitFailureHandler.FAIL_FAST);
        }
    }

    private void end() {
        sender.emitComplete(EmitFailureHandler.FAIL_FAST);
    }

    private static ServerHttpRequest request(Flux<DataBuffer> body) {
        return MockServerHttpRequest.method(HttpMethod.POST, "/").body(body);
    }

    private static DataBuffer buffer(String text) {
        return DefaultDataBufferFactory.sharedInstance.wrap(text.getBytes(UTF_8));
    }
}
