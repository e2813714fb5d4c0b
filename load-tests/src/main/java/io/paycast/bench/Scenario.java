package io.paycast.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** A named load: the defaults of the options. */
enum Scenario {
    /** 10,000 sockets, broadcast, one webhook in flight. */
    BROADCAST_10K("--sockets=10000 --in-flight=1 --connections=8"),
    /** 1,000 sockets, broadcast, 64 webhooks in flight. */
    PIPELINED_1K("--sockets=1000 --in-flight=64"),
    /** 10,000 sockets scoped to one order each, 2,000 webhooks per second. */
    SCOPED_10K("--sockets=10000 --scoped=true --rate=2000 --duration=20"),
    /** One socket, one webhook in flight. */
    IDLE_LATENCY("--sockets=1 --in-flight=1 --connections=16"),
    /** 10,000 sockets, broadcast, 5 webhooks per second. */
    BROADCAST_RATE("--sockets=10000 --rate=5 --duration=30"),
    /** 15,000 sockets that receive nothing. */
    IDLE_MEMORY("--sockets=15000 --duration=0"),
    /** 15,000 authenticated sockets, opened as fast as possible. */
    OPEN_RATE("--sockets=15000 --duration=0"),
    /** No sockets; 256 webhooks in flight until their 200. */
    INGEST("--sockets=0 --in-flight=256 --connections=256"),
    /** 10,000 sockets reconnect at once, each 100 webhooks behind; ten stay connected. */
    STORM("--sockets=10010 --stayed=10 --behind=100 --rate=5");

    private static final Pattern NAMED = Pattern.compile("--scenario[ =](\\S+)");

    private final String options;

    Scenario(String options) {
        this.options = options;
    }

    /** The name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The value that this scenario gives an option. */
    Optional<String> value(String option) {
        return Arrays.stream(options.split(" ", -1))
                .filter(it -> it.startsWith(option + "="))
                .map(it -> it.substring(option.length() + 1))
                .findFirst();
    }

    /** The scenario that a command line names. */
    static Optional<Scenario> named(String... arguments) {
        var option = NAMED.matcher(String.join(" ", arguments));
        var name = option.find() ? option.group(1) : "";
        return Arrays.stream(values()).filter(it -> it.toString().equals(name)).findFirst();
    }
}
