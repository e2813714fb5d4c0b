package io.paycast.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * Runs every small command once against a fake server, so that the JVM records which classes they
 * load. The {@code paycast} script creates its class cache (AOT cache) this way.
 */
@Command(name = "train-class-cache", hidden = true)
final class ClassCacheTraining implements Callable<Integer> {

    private static final byte[] RESPONSE =
            "{\"token\":\"training\",\"expiresIn\":900,\"status\":\"UP\"}".getBytes(UTF_8);

    @Override
    public Integer call() throws IOException {
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        exchange.getRequestBody().readAllBytes();
                        boolean socket = exchange.getRequestURI().getPath().equals("/ws");
                        exchange.sendResponseHeaders(socket ? 404 : 200, RESPONSE.length);
                        exchange.getResponseBody().write(RESPONSE);
                    }
                });
        server.start();
        var url = "--url=http://127.0.0.1:" + server.getAddress().getPort();
        try {
            for (var arguments :
                    List.of(
                            List.of("--version"),
                            List.of("--help"),
                            List.of("up", "--help"),
                            List.of("trigger", "--help"),
                            List.of("trigger", "refunded", url),
                            List.of("trigger", "invalid"),
                            List.of("scenario", url),
                            List.of("scenario", "training", url),
                            List.of("token", url),
                            List.of("status", url),
                            List.of("listen", url))) {
                var silence = new PrintWriter(new StringWriter());
                Paycast.commandLine()
                        .setOut(silence)
                        .setErr(silence)
                        .execute(arguments.toArray(String[]::new));
            }
        } finally {
            server.stop(0);
        }
        return 0;
    }
}
