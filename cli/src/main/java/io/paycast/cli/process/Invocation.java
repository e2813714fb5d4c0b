package io.paycast.cli.process;

import java.nio.file.Path;

/** How this process was started: what the {@code paycast} script passes on. */
public final class Invocation {

    private Invocation() {}

    /** What to type to run this command again, as it was typed this time. */
    public static String command() {
        return System.getProperty("paycast.command", "paycast");
    }

    /** The folder of the checkout; the current one where the script was not used. */
    public static Path home() {
        return Path.of(System.getProperty("paycast.home", "")).toAbsolutePath().normalize();
    }
}
