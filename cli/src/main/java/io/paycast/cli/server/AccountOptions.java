package io.paycast.cli.server;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of all commands that log in. */
public final class AccountOptions {

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "User to log in as. Default: $PAYCAST_USER, else demo",
            defaultValue = "${env:PAYCAST_USER}")
    private @Nullable String user;

    @Option(
            names = "--password",
            paramLabel = "PASSWORD",
            description = "Password of the user. Default: $PAYCAST_PASSWORD, else the username",
            defaultValue = "${env:PAYCAST_PASSWORD}")
    private @Nullable String password;

    /** The user of the options, or this one. */
    public String userOr(String defaultUser) {
        var named = user;
        return named == null || named.isEmpty() ? defaultUser : named;
    }

    /** The login of the options; of this user if they name none. */
    public Login login(PaycastServer server, String defaultUser) {
        var name = userOr(defaultUser);
        var secret = password;
        return new Login(server, name, secret == null || secret.isEmpty() ? name : secret);
    }
}
