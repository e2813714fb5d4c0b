package io.paycast.gateway;

import io.paycast.gateway.feed.Feeds;
import io.paycast.gateway.stats.GatewayStats;
import io.paycast.limits.ConnectionLimit;
import io.paycast.testsupport.TestTokens;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/** A whole gateway on a free port, with a test's broker and token issuer. */
final class RunningGateway implements AutoCloseable {

    private static final String CURSOR_KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ConfigurableApplicationContext context;
    private long processedWhenLive;

    private RunningGateway(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts a gateway. Settings are {@code name=value} and override the shared ones. */
    static RunningGateway start(String bootstrapServers, TestTokens tokens, String... settings) {
        var jwt = "spring.security.oauth2.resourceserver.jwt.";
        var all = new LinkedHashMap<String, String>();
        all.put("server.port", "0");
        all.put("spring.main.banner-mode", "off");
        all.put("spring.kafka.bootstrap-servers", bootstrapServers);
        all.put(jwt + "issuer-uri", tokens.issuer());
        all.put(jwt + "jwk-set-uri", tokens.jwkSetUri());
        all.put(jwt + "audiences", "paycast");
        all.put("paycast.gateway.cursor-key", CURSOR_KEY);
        all.put("paycast.gateway.drain", "0s");
        for (var setting : settings) {
            int equals = setting.indexOf('=');
            all.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        var arguments = new ArrayList<String>();
        all.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        return new RunningGateway(
                new SpringApplication(GatewayApplication.class, OwnThreads.class)
                        .run(arguments.toArray(String[]::new)));
    }

    /** Separate event loops, so that closing one gateway does not close another in this JVM. */
    @Configuration(proxyBeanMethods = false)
    static class OwnThreads {

        @Bean
        ReactorResourceFactory ownThreads() {
            var threads = new ReactorResourceFactory();
            threads.setUseGlobalResources(false);
            threads.setShutdownQuietPeriod(Duration.ZERO);
            return threads;
        }
    }

    /** Waits until it accepts sockets. */
    RunningGateway live() {
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(bean(Feeds.class)::areLive);
        processedWhenLive = processed();
        return this;
    }

    /**
     * Waits until it has processed these records, all sent since it was live. Unlike a socket, this
     * does not have to keep up with the updates.
     */
    void awaitAll(PaymentRecords records) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> processed() - processedWhenLive >= records.sent());
    }

    /**
     * Waits until it has released the places of all earlier clients, also of those that it refused.
     * It does so a moment after a client sees the end of its connection.
     */
    void awaitNoConnections() {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> stats().connections() == 0 && bean(ConnectionLimit.class).open() == 0);
    }

    private long processed() {
        var counts = stats().counts();
        return Stream.of("updates", "duplicates", "poison")
                .mapToLong(count -> counts.getOrDefault(count, 0L))
                .sum();
    }

    /** The stats, as {@code /api/websocket/stats} returns them. */
    GatewayStats.Snapshot stats() {
        return bean(GatewayStats.class).snapshot();
    }

    /** The key that seals its cursors. */
    static byte[] cursorKey() {
        return Base64.getDecoder().decode(CURSOR_KEY);
    }

    int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    URI http(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    HttpResponse<String> get(String path, String token) {
        return ask(request(path, token).GET());
    }

    HttpResponse<String> post(String path, String token, String type, String body) {
        return ask(
                request(path, token)
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** A request, with a token unless that is empty. */
    HttpRequest.Builder request(String path, String token) {
        var request = HttpRequest.newBuilder(http(path));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    HttpResponse<String> ask(HttpRequest.Builder request) {
        try {
            return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString())
                    .get(1, TimeUnit.MINUTES);
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    URI socket(String query) {
        return URI.create("ws://127.0.0.1:" + port() + "/ws" + query);
    }

    <T> java.util.Map<String, T> beans(Class<T> type) {
        return context.getBeansOfType(type);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }
}
