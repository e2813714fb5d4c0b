package io.paycast.cli.listen;

/** What came over a connection. */
sealed interface ConnectionEvent {

    /** A whole text message. */
    record Message(String text) implements ConnectionEvent {}

    /** A ping or another sign of life. */
    record Ping() implements ConnectionEvent {}

    /** Nothing in the time that was waited. */
    record Timeout() implements ConnectionEvent {}

    /** The end. */
    record Disconnected(DisconnectReason reason) implements ConnectionEvent {}
}
