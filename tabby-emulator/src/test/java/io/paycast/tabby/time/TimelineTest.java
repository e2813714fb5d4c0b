package io.paycast.tabby.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paycast.tabby.time.Timeline.Kind;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private static final Instant START = Instant.parse("2026-11-23T07:38:00Z");

    private final List<String> happened = new ArrayList<>();

    private void at(Timeline timeline, Duration after, Kind kind, String what) {
        timeline.schedule(
                START.plus(after),
                kind,
                () -> {
                    happened.add(what + " at " + Duration.between(START, timeline.now()));
                    return CompletableFuture.completedFuture(null);
                });
    }

    @Test
    void passesFromOneTaskToTheNextInTheOrderOfTheirTimes() {
        var timeline = Timeline.stopped(START);
        at(timeline, Duration.ofMinutes(5), Kind.LIFECYCLE, "third");
        at(timeline, Duration.ofMinutes(1), Kind.DELIVERY, "first");
        at(timeline, Duration.ofMinutes(1), Kind.DELIVERY, "second");
        at(timeline, Duration.ofMinutes(11), Kind.LIFECYCLE, "late");
        timeline.advance(Duration.ofMinutes(10));
        assertThat(happened).containsExactly("first at PT1M", "second at PT1M", "third at PT5M");
        assertThat(timeline.now()).isEqualTo(START.plus(Duration.ofMinutes(10)));
    }

    @Test
    void runsWhatATaskSchedulesWithinTheSameStep() {
        var timeline = Timeline.stopped(START);
        timeline.schedule(
                START.plusSeconds(60),
                Kind.DELIVERY,
                () -> {
                    at(timeline, Duration.ofMinutes(2), Kind.DELIVERY, "retry");
                    return CompletableFuture.completedFuture(null);
                });
        timeline.advance(Duration.ofMinutes(3));
        assertThat(happened).containsExactly("retry at PT2M");
    }

    @Test
    void waitsForWhatATaskStarted() throws InterruptedException {
        var timeline = Timeline.stopped(START);
        var response = new CompletableFuture<String>();
        timeline.schedule(START, Kind.DELIVERY, () -> response);
        var advanced = new CountDownLatch(1);
        Thread.ofVirtual()
                .start(() -> {
                    timeline.advance(Duration.ofSeconds(1));
                    advanced.countDown();
                });
        assertThat(advanced.await(50, TimeUnit.MILLISECONDS)).isFalse();
        response.complete("200");
        assertThat(advanced.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void drainsUntilNoDeliveryWaitsAndNoFurther() {
        var timeline = Timeline.stopped(START);
        at(timeline, Duration.ofDays(21), Kind.LIFECYCLE, "capture by Tabby");
        at(timeline, Duration.ofMinutes(30), Kind.LIFECYCLE, "expiry");
        at(timeline, Duration.ofHours(1), Kind.DELIVERY, "late webhook");
        timeline.drain();
        assertThat(happened).containsExactly("expiry at PT30M", "late webhook at PT1H");
        assertThat(timeline.waitingDeliveries()).isZero();
    }

    @Test
    void runsByItselfAndCanBeAdvanced() throws InterruptedException {
        try (var timeline = Timeline.running(InstantSource.system())) {
            var soon = new CountDownLatch(1);
            timeline.schedule(
                    timeline.now().plusMillis(20),
                    Kind.DELIVERY,
                    () -> {
                        soon.countDown();
                        return CompletableFuture.completedFuture(null);
                    });
            assertThat(soon.await(30, TimeUnit.SECONDS)).isTrue();
            var later = new CountDownLatch(1);
            timeline.schedule(
                    timeline.now().plus(Duration.ofDays(21)),
                    Kind.LIFECYCLE,
                    () -> {
                        later.countDown();
                        return CompletableFuture.completedFuture(null);
                    });
            var before = timeline.now();
            timeline.advance(Duration.ofDays(22));
            assertThat(later.getCount()).isZero();
            assertThat(timeline.now()).isAfterOrEqualTo(before.plus(Duration.ofDays(22)));
        }
    }

    @Test
    void goesOnAfterATaskThatFails() {
        var timeline = Timeline.stopped(START);
        timeline.schedule(
                START,
                Kind.DELIVERY,
                () -> CompletableFuture.failedFuture(new IllegalStateException()));
        at(timeline, Duration.ofSeconds(1), Kind.DELIVERY, "next");
        timeline.advance(Duration.ofSeconds(2));
        assertThat(happened).hasSize(1);
    }

    @Test
    void leavesItsTasksToItsSuccessor() {
        var first = Timeline.stopped(START);
        var successor = Timeline.stopped(START);
        at(first, Duration.ofMinutes(1), Kind.DELIVERY, "earlier");
        first.handOver(successor);
        at(first, Duration.ofMinutes(2), Kind.DELIVERY, "later");
        successor.advance(Duration.ofMinutes(3));
        assertThat(happened).containsExactly("earlier at PT1M", "later at PT2M");
    }

    @Test
    void boundsWaitingTasks() {
        var timeline = Timeline.stopped(START);
        for (int i = 0; i < Timeline.MAX_TASKS; i++) {
            at(timeline, Duration.ofMinutes(1), Kind.LIFECYCLE, "task");
        }
        assertThat(
                        timeline.schedule(
                                START,
                                Kind.LIFECYCLE,
                                () -> CompletableFuture.completedFuture(null)))
                .isFalse();
    }

    @Test
    void movesForwardOnly() {
        var timeline = Timeline.stopped(START);
        assertThatThrownBy(() -> timeline.advance(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
