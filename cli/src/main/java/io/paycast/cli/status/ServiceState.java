package io.paycast.cli.status;

/** Whether a service responds behind the address that was asked. */
enum ServiceState {
    UP("up"),
    DOWN("down"),
    /** Another address serves it, such as an external token issuer. */
    ELSEWHERE("not here");

    private static final int NOT_FOUND = 404;

    private final String text;

    ServiceState(String text) {
        this.text = text;
    }

    /** The state that this HTTP status of one of its public paths means. */
    static ServiceState of(int status) {
        if (status >= 200 && status < 300) {
            return UP;
        }
        return status == NOT_FOUND ? ELSEWHERE : DOWN;
    }

    @Override
    public String toString() {
        return text;
    }
}
