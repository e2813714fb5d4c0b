package io.paycast.cli.server;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who asks: shared by the commands that log in. */
public final class AccountOptions {

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "Who logs in. Default: $PAYCAST_USER, else demo",
            defaultValue = "${env:PAYCAST_USER}")
    private @Nullable String user;

    @Option(
            names = "--password",
            paramLabel = "PASSWORD",
            description = "Default: $PAYCAST_PASSWORD, else the same as the user name",
            defaultValue = "${env:PAYCAST_PASSWORD}")
    private @Nullable String password;

    /** The user that was named, or this one. */
    public String userOr(String defaultUser) {
        var named = user;
        return named == null || named.isEmpty() ? defaultUser : named;
    }

    /** The login that was described, of this user where none was named. */
    public Login login(PaycastServer server, String defaultUser) {
        var name = userOr(defaultUser);
        var secret = password;
        return new Login(server, name, secret == null || secret.isEmpty() ? name : secret);
    }
}
