package io.paycast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paycast.cli.server.TrustedCertificate;
import io.paycast.embeddedkafka.FreePort;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs {@code paycast up --tls} and the other commands against it. */
class UpTlsTest {

    @TempDir private Path folder;

    @Test
    void servesEverythingOverTls() throws Exception {
        int port = FreePort.find();
        var url = "https://localhost:" + port;
        var pem = folder.resolve("data/tls/certificate.pem");
        try (var up =
                        CommandProcess.start(
                                folder,
                                "up",
                                "--tls",
                                "--port",
                                Integer.toString(port),
                                "--data",
                                folder.resolve("data").toString());
                var ready = up.awaitOutput("Press Ctrl-C to stop");
                var listen =
                        CommandProcess.start(
                                folder,
                                "listen",
                                "--json",
                                "--url",
                                url,
                                "--cacert",
                                pem.toString())) {
            assertThat(ready.output())
                    .contains("Sockets     wss://localhost:" + port + "/ws?token=TOKEN")
                    .contains("Certificate " + pem);
            listen.awaitOutput("connected to " + url);

            assertThat(
                            run(
                                    0,
                                    "trigger",
                                    "authorized",
                                    "--payment",
                                    "p1",
                                    "--url",
                                    url,
                                    "--cacert",
                                    pem.toString()))
                    .contains("200");

            Awaitility.await()
                    .atMost(Duration.ofMinutes(2))
                    .untilAsserted(
                            () -> assertThat(listen.output()).contains("\"PaymentId\":\"p1\""));
            assertThat(tokenOfADemoOrder(url, pem)).contains("\"token\":\"ey");
            assertThat(run(1, "token", "--url", url)).contains("--cacert");
            assertThat(statusOf("https://127.0.0.1:" + port + "/docs", pem)).isEqualTo(200);
            assertThatThrownBy(() -> statusOf("http://localhost:" + port + "/docs", pem))
                    .isInstanceOf(IOException.class);
            assertThat(up.errors()).isEmpty();
        }
    }

    /** The shop's back end calls the emulator and the auth service over TLS too. */
    private static String tokenOfADemoOrder(String url, Path pem) throws Exception {
        try (var http =
                HttpClient.newBuilder().sslContext(TrustedCertificate.trusting(pem)).build()) {
            var placed =
                    http.send(
                            HttpRequest.newBuilder(URI.create(url + "/demo/orders"))
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(BodyPublishers.ofString("lang=en"))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(placed.headers().firstValue("Location").orElse(""))
                    .startsWith("/tabby/checkout/");
            var cookie = placed.headers().firstValue("Set-Cookie").orElse("");
            assertThat(cookie).containsIgnoringCase("; Secure").containsIgnoringCase("; HttpOnly");
            var order = cookie.replaceFirst(".*; Path=(/demo/orders/[^;]+);.*", "$1");
            return http.send(
                            HttpRequest.newBuilder(URI.create(url + order + "/token"))
                                    .header("Cookie", cookie.split(";")[0])
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    private static int statusOf(String url, Path pem) throws Exception {
        try (var http =
                HttpClient.newBuilder().sslContext(TrustedCertificate.trusting(pem)).build()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create(url)).build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static String run(int expectedExitCode, String... arguments) {
        var out = new StringWriter();
        int exitCode =
                Paycast.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(out, true))
                        .execute(arguments);
        assertThat(exitCode).as(out.toString()).isEqualTo(expectedExitCode);
        return out.toString();
    }
}
