package io.paycast.cli.up;

import java.nio.file.Path;

/**
 * What {@code paycast up} was told.
 *
 * @param kafkaPort 0 takes a free one
 * @param once whether to stop as soon as all is ready
 */
record UpOptions(Path data, String host, int port, int kafkaPort, boolean once) {

    /** How this process reaches itself. */
    String loopbackUrl() {
        var self =
                switch (host) {
                    case "0.0.0.0", "::", "localhost" -> "127.0.0.1";
                    default -> host.contains(":") ? "[" + host + "]" : host;
                };
        return "http://%s:%d".formatted(self, port);
    }

    /** What a client of this machine types. */
    String url() {
        return "http://localhost:" + port;
    }
}
