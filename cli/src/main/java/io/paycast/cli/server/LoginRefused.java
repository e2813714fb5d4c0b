package io.paycast.cli.server;

/** The server issued no token. */
public final class LoginRefused extends CommandFailure {

    private final transient Answer answer;

    LoginRefused(Answer answer, String sentence) {
        super(sentence);
        this.answer = answer;
    }

    /** What it answered instead. */
    public Answer answer() {
        return answer;
    }
}
