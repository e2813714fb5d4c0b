package io.paycast.tabby;

import java.util.concurrent.CountDownLatch;

/** Runs the emulator until the process ends: {@code [--host ADDRESS] [--port PORT] [--seed N]}. */
public final class TabbyEmulatorMain {

    private static final int DEFAULT_PORT = 7275;
    private static final String USAGE =
            "Usage: [--host ADDRESS] [--port PORT] [--seed N]. The port is 0 to 65535, and %d by default."
                    .formatted(DEFAULT_PORT);

    private TabbyEmulatorMain() {}

    /** Starts the emulator. */
    public static void main(String[] args) throws InterruptedException {
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        TabbyOptions options;
        try {
            options = options(args);
        } catch (IllegalArgumentException e) {
            System.err.println(USAGE);
            System.exit(2);
            return;
        }
        var emulator = TabbyEmulator.start(options);
        Runtime.getRuntime().addShutdownHook(new Thread(emulator::close));
        System.out.printf("Tabby emulator: %s (seed %d)%n", emulator.url(), options.seed());
        new CountDownLatch(1).await();
    }

    /**
     * @throws IllegalArgumentException if an argument is invalid
     */
    static TabbyOptions options(String[] args) {
        var options = TabbyOptions.defaults().withPort(DEFAULT_PORT);
        if (args.length % 2 != 0) {
            throw new IllegalArgumentException(USAGE);
        }
        for (int i = 0; i < args.length; i += 2) {
            var value = args[i + 1];
            options =
                    switch (args[i]) {
                        case "--host" -> options.withHost(value);
                        case "--port" -> options.withPort(port(value));
                        case "--seed" -> options.withSeed(Long.parseLong(value));
                        default -> throw new IllegalArgumentException(USAGE);
                    };
        }
        return options;
    }

    private static int port(String text) {
        int port = Integer.parseInt(text);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(USAGE);
        }
        return port;
    }
}
