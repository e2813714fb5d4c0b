package io.paycast.ingest.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import reactor.netty.http.server.HttpServer;

/** Runs the fast path on a real server. The status of the response shows which handler ran. */
class WebhookFastPathTest {

    private static final HttpHandler OTHERS = respondingWith(HttpStatus.NOT_FOUND);
    private static final HttpHandler WEBHOOKS = respondingWith(HttpStatus.OK);
    private static final HttpHandler THROWING =
            (_, _) -> {
                throw new IllegalStateException("unexpected");
            };

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @AfterAll
    static void close() {
        CLIENT.close();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /hook,          200",
        "POST, /hook?from=x,   200",
        "POST, /%68ook,        200",
        "POST, /hook;a=b,      200",
        "POST, /hook/,         200",
        "POST, /hook//,        404",
        "POST, /hooks,         404",
        "POST, /a/hook,        404",
        "GET,  /hook,          404",
        "OPTIONS, /hook,       404"
    })
    void passesOnlyPostsToThePathToTheWebhookHandler(String method, String path, int status)
            throws IOException, InterruptedException {
        assertThat(statusOf(WEBHOOKS, method, path)).isEqualTo(status);
    }

    @Test
    void respondsToAnExceptionWith500() throws IOException, InterruptedException {
        assertThat(statusOf(THROWING, "POST", "/hook")).isEqualTo(500);
    }

    private static int statusOf(HttpHandler webhooks, String method, String path)
            throws IOException, InterruptedException {
        var server =
                HttpServer.create()
                        .host("127.0.0.1")
                        .port(0)
                        .handle(
                                new ReactorHttpHandlerAdapter(
                                        new WebhookFastPath("/hook", webhooks, OTHERS)))
                        .bindNow(PATIENCE);
        try {
            var request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                            .timeout(PATIENCE)
                            .method(method, BodyPublishers.noBody())
                            .build();
            return CLIENT.send(request, BodyHandlers.discarding()).statusCode();
        } finally {
            server.disposeNow(PATIENCE);
        }
    }

    private static HttpHandler respondingWith(HttpStatus status) {
        return (_, response) -> {
            response.setStatusCode(status);
            return response.setComplete();
        };
    }
}
