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

/** Ingest as its main starts it, on a free port, with two merchants. */
final class IngestUnderTest implements AutoCloseable {

    static final String SECRET = "first-secret-of-ae";
    static final String NEXT_SECRET = "second-secret-of-ae";
    static final String OTHER_MERCHANTS_SECRET = "secret-of-kw-shop";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ConfigurableApplicationContext context;

    private IngestUnderTest(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Started, whether or not Kafka is there; more settings as {@code name=value}. */
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
                                        + NEXT_SECRET,
                                "--paycast.ingest.merchants[1].code=kw",
                                "--paycast.ingest.merchants[1].secrets=" + OTHER_MERCHANTS_SECRET));
        for (var setting : settings) {
            arguments.removeIf(argument -> nameOf(argument).equals("--" + nameOf(setting)));
            arguments.add("--" + setting);
        }
        var application = IngestApplication.application();
        application.addPrimarySources(List.of(SeparateEventLoops.class));
        return new IngestUnderTest(application.run(arguments.toArray(String[]::new)));
    }

    /** Event loops of its own: one ingest's end must not be that of another in this JVM. */
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

    /** Started and ready to take webhooks in. */
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

    /** Waits until nothing is in flight: a place is given back just after the answer is sent. */
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

    /** A webhook as Tabby sends it. */
    HttpResponse<String> post(String body, String... headers) {
        return post(BodyPublishers.ofString(body), headers);
    }

    HttpResponse<String> post(BodyPublisher body, String... headers) {
        return exchange(webhook(body, headers));
    }

    /** A webhook of merchant ae, with more headers or other values of the usual ones. */
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
                .timeout(PATIENCE);
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
