package io.paycast.cli.listen;

/** Where a listener tells what it hears. */
interface Output {

    /**
     * A payment moved.
     *
     * @return whether anybody still reads what is told
     */
    boolean update(Update update);

    /** Something about the connection. */
    void notice(String sentence);
}
