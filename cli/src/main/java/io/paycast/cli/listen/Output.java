package io.paycast.cli.listen;

/** Prints what {@code paycast listen} receives. */
interface Output {

    /**
     * Prints an update.
     *
     * @return whether the output is still open
     */
    boolean update(Update update);

    /** Prints a notice about the connection. */
    void notice(String sentence);
}
