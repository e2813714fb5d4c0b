package io.paycast.bench.load;

import java.time.Duration;

/** Describes a load: its clients, its webhooks and its duration. */
public record Load(Clients clients, Sending sending, Timing timing) {

    /** Which updates each client asks for. */
    public enum Scope {
        /** All updates. */
        EVERYTHING,
        /** Those of one order, by the query parameter {@code order}. */
        ORDER_PARAMETER,
        /** Those of one order, by a customer token. */
        CUSTOMER_TOKEN
    }

    /**
     * The clients of a load.
     *
     * @param sockets how many clients
     * @param stalled how many of them, the last ones, never read
     * @param opensAtOnce upgrades in progress
     * @param threads threads that read sockets
     * @param sources loopback addresses that sockets come from; 0 for as many as necessary
     */
    public record Clients(
            int sockets, int stalled, Scope scope, int opensAtOnce, int threads, int sources) {

        public boolean isScoped() {
            return scope != Scope.EVERYTHING;
        }

        /** How many clients read. */
        public int reading() {
            return sockets - stalled;
        }
    }

    /**
     * The webhooks of a load.
     *
     * @param rate webhooks per second; 0 for a closed loop
     * @param inFlight webhooks in flight in a closed loop
     * @param thinkTime the pause in a closed loop between a completed webhook and the next
     * @param steps webhooks of one payment
     * @param connections HTTP connections that webhooks are sent over
     */
    public record Sending(
            double rate, int inFlight, Duration thinkTime, int steps, int connections) {

        public boolean isOpenLoop() {
            return rate > 0;
        }
    }

    /**
     * The phases of a load.
     *
     * @param settle how long to wait for missing deliveries
     */
    public record Timing(
            Duration minWarmUp, Duration maxWarmUp, Duration measured, Duration settle) {}

    /** Returns the shorter of two durations. */
    public static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Returns the same load with other durations. */
    public Load lasting(Duration minWarmUp, Duration maxWarmUp, Duration measured) {
        var times = new Timing(minWarmUp, maxWarmUp, measured, timing.settle());
        return new Load(clients, sending, times);
    }

    /** Returns a closed loop of webhooks without clients. */
    public Load withoutClients(int inFlight) {
        int connections = Math.max(sending.connections(), inFlight);
        return new Load(
                new Clients(0, 0, Scope.EVERYTHING, 1, 1, 0),
                new Sending(0, inFlight, sending.thinkTime(), sending.steps(), connections),
                timing);
    }
}
