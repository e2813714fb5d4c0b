package io.paycast.ingest;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/** Runs ingest as its main class does, on a free port, with two merchants. */
final class IngestUnderTest implements AutoCloseable {

    static final String SECRET = "first-secret-of-ae";
    static final String SECOND_SECRET = "second-secret-of-ae";
    static final String SECRET_OF_KW = "secret-of-kw-shop";

    /** Shorter than the time for which Kafka's client would wait by default. */
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(55);

    /** A broker that was killed takes long to start, and longer on a slow machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ConfigurableApplicationContext context;

    private IngestUnderTest(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Starts ingest without waiting for Kafka. Settings have the form {@code name=value}. */
    static IngestUnderTest started(String bootstrapServers, String... settings) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "--server.port=0",
                                "--spring.kafka.bootstrap-servers=" + bootstrapServers,
                                "--paycast.ingest.allowed-addresses=any",
                                "--paycast.ingest.merchants[0].code=ae",
                                "--paycast.ingest.merchants[0].secrets="
                                        + SECRET
                                        + ","
                                        + SECOND_SECRET,
                                "--paycast.ingest.merchants[1].code=kw",
                                "--paycast.ingest.merchants[1].secrets=" + SECRET_OF_KW));
        for (var setting : settings) {
            arguments.removeIf(argument -> nameOf(argument).equals("--" + nameOf(setting)));
            arguments.add("--" + setting);
        }
        var application = IngestApplication.application();
        application.addPrimarySources(List.of(SeparateEventLoops.class));
        return new IngestUnderTest(application.run(arguments.toArray(String[]::new)));
    }

    /** Separate event loops, because several instances of ingest run and stop in this JVM. */
    @Configuration(proxyBeanMethods = false)
    static class SeparateEventLoops {

        @Bean
        ReactorResourceFactory separateEventLoops() {
            var threads = new ReactorResourceFactory();
            threads.setUseGlobalResources(false);
            threads.setShutdownQuietPeriod(Duration.ZERO);
            return threads;
        }
    }

    /** Starts ingest and waits until it is ready. */
    static IngestUnderTest ready(String bootstrapServers, String... settings) {
        var ingest = started(bootstrapServers, settings);
        ingest.awaitReadiness(200);
        return ingest;
    }

    int port() {
        var port = context.getEnvironment().getProperty("local.server.port", Integer.class);
        return port == null ? -1 : port;
    }

    void awaitReadiness(int status) {
        await(() -> get("/actuator/health/readiness").statusCode() == status);
    }

    /** Waits until nothing is in flight: a place is released just after the response is sent. */
    void awaitIdle() {
        await(() ->
                gauge("paycast.ingest.requests.in.flight") == 0
                        && gauge("paycast.ingest.body.bytes") == 0);
    }

    <T> java.util.Map<String, T> beans(Class<T> type) {
        return context.getBeansOfType(type);
    }

    double gauge(String name) {
        return context.getBean(MeterRegistry.class).get(name).gauge().value();
    }

    /** How many times were left out of stored webhooks. */
    double timesLeftOut() {
        return context.getBean(MeterRegistry.class)
                .get("paycast.ingest.times.left.out")
                .counter()
                .count();
    }

    double count(String outcome, String reason) {
        return context.getBean(MeterRegistry.class)
                .get("paycast.ingest.webhooks")
                .tags("outcome", outcome, "reason", reason)
                .counter()
                .count();
    }

    HttpResponse<String> get(String path) {
        return exchange(request(path).GET());
    }

    /** Sends a webhook as Tabby does. */
    HttpResponse<String> post(String body, String... headers) {
        return post(BodyPublishers.ofString(body), headers);
    }

    HttpResponse<String> post(BodyPublisher body, String... headers) {
        return exchange(webhook(body, headers));
    }

    /** Builds a webhook of merchant ae. The headers add to the usual ones or replace them. */
    HttpRequest.Builder webhook(BodyPublisher body, String... headers) {
        var request =
                request(IngestWiring.WEBHOOK_PATH)
                        .header("X-Tabby-Signature", SECRET)
                        .header("Content-Type", "application/json")
                        .POST(body);
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return request;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(RESPONSE_TIMEOUT);
    }

    HttpResponse<String> exchange(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
    }

    @Override
    public void close() {
        http.close();
        context.close();
    }

    private static String nameOf(String setting) {
        int end = setting.indexOf('=');
        return end < 0 ? setting : setting.substring(0, end);
    }
}
