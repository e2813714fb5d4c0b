package io.paycast.gateway.feed;

/** The feeds that must catch up before the gateway accepts sockets: payments and revocations. */
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

    /** The status of the feed that is further behind; any thread. */
    public FeedStatus status() {
        var status = payments.status();
        var other = revocations.status();
        return status == FeedStatus.LIVE ? other : status;
    }

    /** Whether both feeds have caught up; any thread. */
    public boolean areLive() {
        return status() == FeedStatus.LIVE;
    }

    /** The number of payment records not read yet, or -1 if unknown; any thread. */
    public long lag() {
        return payments.lag();
    }
}
