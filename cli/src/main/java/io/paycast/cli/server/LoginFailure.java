package io.paycast.cli.server;

/** The server refused to issue a token. */
public final class LoginFailure extends CommandFailure {

    private final transient ApiResponse response;

    LoginFailure(ApiResponse response, String sentence) {
        super(sentence);
        this.response = response;
    }

    /** The response that refused it. */
    public ApiResponse response() {
        return response;
    }
}
