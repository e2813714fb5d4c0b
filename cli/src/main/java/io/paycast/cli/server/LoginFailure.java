package io.paycast.cli.server;

/** The server issued no token. */
public final class LoginFailure extends CommandFailure {

    private final transient ApiResponse response;

    LoginFailure(ApiResponse response, String sentence) {
        super(sentence);
        this.response = response;
    }

    /** What it answered instead. */
    public ApiResponse response() {
        return response;
    }
}
