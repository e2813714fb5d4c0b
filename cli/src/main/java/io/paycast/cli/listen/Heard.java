package io.paycast.cli.listen;

/** What came over a connection. */
sealed interface Heard {

    /** A whole text message. */
    record Message(String text) implements Heard {}

    /** A ping or another sign of life. */
    record SignOfLife() implements Heard {}

    /** Nothing in the time that was waited. */
    record Silence() implements Heard {}

    /** The end. */
    record Ended(Ending ending) implements Heard {}
}
