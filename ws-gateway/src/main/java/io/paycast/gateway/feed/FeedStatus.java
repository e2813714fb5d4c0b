package io.paycast.gateway.feed;

/** How far the feed is. */
public enum FeedStatus {
    /** It looks for the broker or the topic. */
    CONNECTING,
    /** It reads back the window. */
    CATCHING_UP,
    /** It has read all there was when it began, and follows what comes. */
    LIVE,
    /** It was stopped. */
    STOPPED
}
