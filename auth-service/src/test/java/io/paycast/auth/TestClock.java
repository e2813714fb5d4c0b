package io.paycast.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A time of day that only the test moves, and a steady clock beside it. */
public final class TestClock extends Clock {

    private volatile Instant now;
    private volatile Instant steadyNow;

    public TestClock() {
        this(Instant.parse("2026-11-23T12:00:00.250Z"));
    }

    public TestClock(Instant start) {
        now = start;
        steadyNow = start;
    }

    /** Lets time pass. */
    public void advance(Duration by) {
        now = now.plus(by);
        steadyNow = steadyNow.plus(by);
    }

    /** Sets the time of day, without any time passing; a negative duration sets it back. */
    public void step(Duration by) {
        now = now.plus(by);
    }

    /** Advances as time passes, whatever the time of day is set to. */
    public InstantSource steady() {
        return () -> steadyNow;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
