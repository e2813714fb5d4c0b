package io.paycast.gateway.feed;

/** The progress of a feed. */
public enum FeedStatus {
    /** The feed looks for the broker or the topic. */
    CONNECTING,
    /** The feed reads the window of earlier records. */
    CATCHING_UP,
    /** The feed has read everything up to its start and follows new records. */
    LIVE,
    /** The feed is stopped. */
    STOPPED
}
