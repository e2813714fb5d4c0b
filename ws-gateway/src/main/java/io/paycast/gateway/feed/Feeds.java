package io.paycast.gateway.feed;

/** What must have been read before sockets are served: payments, and which tokens are revoked. */
public record Feeds(PaymentFeed payments, RevocationFeed revocations) {

    /** Starts both threads. */
    public void start() {
        payments.start();
        revocations.start();
    }

    /** Stops both threads and waits until they have ended. */
    public void stop() {
        payments.close();
        revocations.close();
    }

    /** How far the one is that is farther behind; any thread. */
    public FeedStatus status() {
        var status = payments.status();
        return status == FeedStatus.LIVE && !revocations.isCaughtUp()
                ? FeedStatus.CATCHING_UP
                : status;
    }

    /** Whether sockets can be served; any thread. */
    public boolean areLive() {
        return status() == FeedStatus.LIVE;
    }

    /** How many payments' records are still to be read, or -1 while unknown; any thread. */
    public long lag() {
        return payments.lag();
    }
}
