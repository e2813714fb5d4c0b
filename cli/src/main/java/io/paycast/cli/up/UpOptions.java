package io.paycast.cli.up;

import java.nio.file.Path;

/**
 * The options of {@code paycast up}.
 *
 * @param kafkaPort 0 selects a free one
 * @param tls whether to speak TLS, with a local certificate
 * @param once whether to stop as soon as everything is ready
 */
record UpOptions(Path data, String host, int port, int kafkaPort, boolean tls, boolean once) {

    /** The URL at which this process reaches itself. */
    String loopbackUrl() {
        var self =
                switch (host) {
                    case "0.0.0.0", "::", "localhost" -> "127.0.0.1";
                    default -> host.contains(":") ? "[" + host + "]" : host;
                };
        return "%s://%s:%d".formatted(scheme(), self, port);
    }

    /** The URL for clients on this machine. */
    String url() {
        return "%s://localhost:%d".formatted(scheme(), port);
    }

    private String scheme() {
        return tls ? "https" : "http";
    }
}
