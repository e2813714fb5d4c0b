package io.paycast.cli.listen;

/** An event of a connection. */
sealed interface ConnectionEvent {

    /** A complete text message. */
    record Message(String text) implements ConnectionEvent {}

    /** A ping from the gateway. */
    record Ping() implements ConnectionEvent {}

    /** No event within the time to wait. */
    record Timeout() implements ConnectionEvent {}

    /** The end of the connection. */
    record Disconnected(DisconnectReason reason) implements ConnectionEvent {}
}
