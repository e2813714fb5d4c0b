package io.paycast.cli.process;

import java.nio.file.Path;

/** How this process was started, as the {@code paycast} script passes it on. */
public final class Invocation {

    private Invocation() {}

    /** The command as the user typed it, for hints that repeat it. */
    public static String command() {
        return System.getProperty("paycast.command", "paycast");
    }

    /** The folder of the checkout; the current folder if the script was not used. */
    public static Path home() {
        return Path.of(System.getProperty("paycast.home", "")).toAbsolutePath().normalize();
    }
}
