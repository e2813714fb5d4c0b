package io.paycast.cli.listen;

import java.io.PrintStream;

/** Each update as it came, one a line, for programs; notices go to standard error. */
final class JsonOutput implements Output {

    private final PrintStream out;
    private final PrintStream notices;

    JsonOutput(PrintStream out, PrintStream notices) {
        this.out = out;
        this.notices = notices;
    }

    @Override
    public boolean update(Update update) {
        // JSON needs no line breaks; one that has some stays one line
        out.println(update.raw().replace('\n', ' ').replace('\r', ' '));
        return !out.checkError();
    }

    @Override
    public void notice(String sentence) {
        notices.println(sentence);
    }
}
