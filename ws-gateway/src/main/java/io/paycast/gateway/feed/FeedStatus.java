package io.paycast.gateway.feed;

/** The progress of a feed. */
public enum FeedStatus {
    /** The feed does not follow Kafka: no round was completed for 10 s. */
    CONNECTING,
    /** The feed reads the window of earlier records. */
    CATCHING_UP,
    /** The feed has read everything up to its start and follows new records. */
    LIVE,
    /** The feed is stopped. */
    STOPPED
}
