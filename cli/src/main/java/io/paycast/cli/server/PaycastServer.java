package io.paycast.cli.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The HTTP client of one Paycast. Thread-safe. */
public final class PaycastServer {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(60);

    private final URI base;
    private final HttpClient http;

    /**
     * @param base such as {@code http://localhost:7274}
     * @param certificates a PEM file with certificates to trust besides Java's; null for none
     */
    public PaycastServer(URI base, @Nullable Path certificates) {
        this.base = base;
        var client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_TIMEOUT);
        if (certificates != null) {
            client.sslContext(TrustedCertificate.trusting(certificates));
        }
        this.http = client.build();
    }

    /** The base URL. */
    public URI base() {
        return base;
    }

    /** The underlying HTTP client, for WebSockets. */
    public HttpClient http() {
        return http;
    }

    /** Sends a GET request, with a token if there is one. */
    public ApiResponse get(String path, @Nullable String token) {
        return send(withToken(HttpRequest.newBuilder(URI.create(base + path)), token).GET());
    }

    /** Posts JSON; with a token if there is one. */
    public ApiResponse post(String path, byte[] json, @Nullable String token) {
        return send(
                withToken(HttpRequest.newBuilder(URI.create(base + path)), token)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(json)));
    }

    /** Posts JSON with these headers. */
    public ApiResponse post(String path, byte[] json, Map<String, String> headers) {
        return post(URI.create(base + path), json, headers);
    }

    /** Posts JSON with these headers to an address of any server. */
    public ApiResponse post(URI address, byte[] json, Map<String, String> headers) {
        var request =
                HttpRequest.newBuilder(address)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(json));
        headers.forEach(request::header);
        return send(request);
    }

    private static HttpRequest.Builder withToken(
            HttpRequest.Builder request, @Nullable String token) {
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private ApiResponse send(HttpRequest.Builder request) {
        try {
            var response =
                    http.send(
                            request.timeout(RESPONSE_TIMEOUT).build(),
                            BodyHandlers.ofString(UTF_8));
            return new ApiResponse(response.statusCode(), response.headers(), response.body());
        } catch (ConnectException e) {
            throw new ServerUnreachable(unreachableMessage(), e);
        } catch (HttpTimeoutException e) {
            throw new ServerUnreachable(
                    "%s did not respond within %d s. Try again later."
                            .formatted(base, RESPONSE_TIMEOUT.toSeconds()),
                    e);
        } catch (SSLException e) {
            throw new ServerUnreachable(
                    "The TLS connection to %s failed (%s). Check --url, and --cacert for a certificate that Java does not trust."
                            .formatted(base, e.getMessage()),
                    e);
        } catch (IOException e) {
            throw new ServerUnreachable(
                    "%s closed the connection without an HTTP response (%s). Check --url."
                            .formatted(base, e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("Interrupted.", e);
        }
    }

    /** The message for a refused connection. */
    public String unreachableMessage() {
        return "No server listens at %s. Start one with \"paycast up\", or set another address with --url."
                .formatted(base);
    }
}
