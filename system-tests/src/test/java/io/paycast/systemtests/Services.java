package io.paycast.systemtests;

import io.paycast.embeddedkafka.FreePort;
import io.paycast.testsupport.PostgresUnderTest.Database;
import io.paycast.testsupport.TestTokens;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Starts the services with settings that fit together, and calls the auth service for a user. */
final class Services {

    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String KAFKA = "SPRING_KAFKA_BOOTSTRAP_SERVERS";
    private static final String JWT = "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_";
    private static final String USER = "admin";
    private static final String PASSWORD = "correct horse battery";

    private Services() {}

    /** The tokens that a login returns. */
    record Login(String token, String refreshToken) {}

    static ServiceProcess ingest(String kafka) {
        return ingest(kafka, FreePort.find());
    }

    static ServiceProcess ingest(String kafka, int port) {
        return ServiceProcess.start(
                "webhook-ingest",
                port,
                Map.of(
                        KAFKA,
                        kafka,
                        "PAYCAST_INGEST_MERCHANTS_0_CODE",
                        "sa",
                        "PAYCAST_INGEST_MERCHANTS_0_SECRETS",
                        TabbyWebhooks.SECRET,
                        "PAYCAST_INGEST_ALLOWED_ADDRESSES",
                        "any"));
    }

    static ServiceProcess auth(String kafka, Database database, int port) {
        return ServiceProcess.start(
                "auth-service",
                port,
                Map.of(
                        KAFKA,
                        kafka,
                        "SPRING_DATASOURCE_URL",
                        database.jdbcUrl(),
                        "SPRING_DATASOURCE_USERNAME",
                        database.username(),
                        "SPRING_DATASOURCE_PASSWORD",
                        database.password(),
                        "PAYCAST_AUTH_ISSUER",
                        issuer(port),
                        "PAYCAST_AUTH_KEY_ENCRYPTION_KEY",
                        KEY,
                        "PAYCAST_AUTH_ADMIN_USERNAME",
                        USER,
                        "PAYCAST_AUTH_ADMIN_PASSWORD",
                        PASSWORD));
    }

    /** Starts a gateway that accepts tokens of the auth service on this port. */
    static ServiceProcess gateway(String kafka, int authPort, int port) {
        return gateway(kafka, issuer(authPort), port, Map.of(JWT + "AUDIENCES", "paycast"));
    }

    /**
     * Starts a gateway that accepts tokens of a test.
     *
     * @param journalSize small, so that a client that lags is closed or needs a replay from Kafka
     */
    static ServiceProcess gateway(String kafka, TestTokens tokens, String journalSize, int port) {
        return gateway(kafka, tokens.issuer(), port, smallJournal(tokens, journalSize));
    }

    /**
     * Starts a gateway as above whose whole heap is resident from the start, so that what it uses
     * later shows in its memory.
     */
    static ServiceProcess gatewayOfFixedHeap(
            String kafka, TestTokens tokens, String journalSize, int port) {
        var settings = new HashMap<>(smallJournal(tokens, journalSize));
        settings.put("JDK_JAVA_OPTIONS", "-Xms256m -XX:+AlwaysPreTouch");
        return gateway(kafka, tokens.issuer(), port, settings);
    }

    private static Map<String, String> smallJournal(TestTokens tokens, String journalSize) {
        return Map.of(
                JWT + "JWK_SET_URI",
                tokens.jwkSetUri(),
                "PAYCAST_GATEWAY_JOURNAL_SIZE",
                journalSize,
                "PAYCAST_GATEWAY_JOURNAL_CHUNK",
                "64KB");
    }

    /** Starts a gateway behind an edge on this machine, which accepts tokens of a test. */
    static ServiceProcess gatewayBehindAnEdge(String kafka, TestTokens tokens) {
        return gateway(
                kafka,
                tokens.issuer(),
                FreePort.find(),
                Map.of(
                        JWT + "JWK_SET_URI",
                        tokens.jwkSetUri(),
                        "PAYCAST_TRUSTED_PROXIES",
                        "127.0.0.1",
                        "PAYCAST_GATEWAY_DRAIN",
                        "2s"));
    }

    /** Starts a gateway with the Java flags of its image and the memory of its container. */
    static ServiceProcess gatewayOfComposeSize(String kafka, TestTokens tokens, int port) {
        return ServiceProcess.startAsInCompose(
                "ws-gateway",
                port,
                gatewaySettings(
                        kafka, tokens.issuer(), Map.of(JWT + "JWK_SET_URI", tokens.jwkSetUri())));
    }

    private static ServiceProcess gateway(
            String kafka, String issuer, int port, Map<String, String> more) {
        return ServiceProcess.start("ws-gateway", port, gatewaySettings(kafka, issuer, more));
    }

    private static Map<String, String> gatewaySettings(
            String kafka, String issuer, Map<String, String> more) {
        var settings = new HashMap<>(more);
        settings.put(KAFKA, kafka);
        settings.put(JWT + "ISSUER_URI", issuer);
        settings.put("PAYCAST_GATEWAY_CURSOR_KEY", KEY);
        return settings;
    }

    static Login login(ServiceProcess auth) {
        var response =
                post(
                        auth,
                        "/api/auth/login",
                        "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(USER, PASSWORD));
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        var login = JsonMapper.shared().readTree(response.body());
        return new Login(login.path("token").asString(), login.path("refreshToken").asString());
    }

    /** Logs out and returns the status of the response. */
    static int logout(ServiceProcess auth, Login login) {
        var body = "{\"refreshToken\":\"%s\"}".formatted(login.refreshToken());
        return post(auth, "/api/auth/logout", body).statusCode();
    }

    private static HttpResponse<String> post(ServiceProcess service, String path, String json) {
        var request =
                HttpRequest.newBuilder(service.http(path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build();
        try {
            return ServiceProcess.HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String issuer(int authPort) {
        return "http://127.0.0.1:" + authPort;
    }
}
