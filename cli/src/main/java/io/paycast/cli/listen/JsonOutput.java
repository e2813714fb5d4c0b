package io.paycast.cli.listen;

import java.io.PrintStream;

/** Prints each update as received, one per line, for programs. Notices go to standard error. */
final class JsonOutput implements Output {

    private final PrintStream out;
    private final PrintStream notices;

    JsonOutput(PrintStream out, PrintStream notices) {
        this.out = out;
        this.notices = notices;
    }

    @Override
    public boolean update(Update update) {
        // Line breaks in JSON are only whitespace, so that one update stays on one line.
        out.println(update.raw().replace('\n', ' ').replace('\r', ' '));
        return !out.checkError();
    }

    @Override
    public void notice(String sentence) {
        notices.println(sentence);
    }
}
