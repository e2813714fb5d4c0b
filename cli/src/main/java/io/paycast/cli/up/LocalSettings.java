package io.paycast.cli.up;

import io.paycast.net.IpAddresses;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The services' settings for {@code paycast up}. */
final class LocalSettings {

    private LocalSettings() {}

    /** The settings that nothing may override, because they describe the servers just started. */
    static List<String> fixed(
            UpOptions options, int kafkaPort, int postgresPort, String postgresPassword) {
        return Map.of(
                        "server.address",
                        options.host(),
                        "server.port",
                        Integer.toString(options.port()),
                        "spring.kafka.bootstrap-servers",
                        "127.0.0.1:" + kafkaPort,
                        "spring.datasource.url",
                        "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(postgresPort),
                        "spring.datasource.username",
                        Postgres.USER,
                        "spring.datasource.password",
                        postgresPassword,
                        "management.endpoint.health.group.readiness.include",
                        "readinessState,db,ingestKafka,gatewayFeed")
                .entrySet()
                .stream()
                .map(setting -> "--%s=%s".formatted(setting.getKey(), setting.getValue()))
                .toList();
    }

    /** The settings of a server that speaks TLS, which nothing may override either. */
    static List<String> tls(LocalCertificate certificate) {
        var store = "spring.ssl.bundle.jks.paycast.keystore.";
        return List.of(
                "--server.ssl.bundle=paycast",
                "--" + store + "location=" + certificate.keyStore().toUri(),
                "--" + store + "password=" + certificate.password());
    }

    /**
     * The settings that the environment or the data folder's application.properties may override.
     */
    static Map<String, Object> defaults(
            UpOptions options, LocalSecrets secrets, Path userSettings) {
        var settings = new HashMap<String, Object>();
        // Not the current folder, which may be a Spring project itself.
        settings.put("spring.config.location", "optional:" + userSettings.toUri());
        settings.put("spring.application.name", "paycast");
        settings.put("spring.main.banner-mode", "off");
        settings.put("spring.lifecycle.timeout-per-shutdown-phase", "500ms");
        // Netty's own default is 2s, which delays every stop although no request is open any more.
        settings.put("spring.reactor.netty.shutdown-quiet-period", "0s");
        settings.put("spring.datasource.hikari.minimum-idle", "1");
        settings.put("paycast.local", "true");
        // The passwords are public, so that a web page must not reach this server by its own name.
        settings.put("paycast.http.allowed-hosts", hosts(options.host()));
        settings.put("paycast.ingest.merchants[0].code", "local");
        settings.put("paycast.ingest.merchants[0].secrets[0]", "local-secret");
        settings.put("paycast.ingest.allowed-addresses", "any");
        settings.put("paycast.auth.issuer", options.url());
        settings.put("paycast.auth.key-encryption-key", secrets.get("key-encryption-key"));
        settings.put(
                "paycast.auth.allowed-origins",
                "http://localhost:*,http://127.0.0.1:*,https://localhost:*,https://127.0.0.1:*");
        // The gateway limits the same connections.
        settings.put("paycast.auth.http.max-connections", "20000");
        settings.put("paycast.ingest.http.max-connections", "20000");
        putUser(settings, 0, "demo", "payments:read,stats:read,payments:test");
        putUser(settings, 1, "shop", "payments:read,stats:read,payments:test,tokens:mint");
        settings.put("paycast.gateway.cursor-key", secrets.get("cursor-key"));
        settings.put("paycast.gateway.allowed-origins", "*");
        // There is no other gateway to move to gradually, and a client on this machine responds
        // fast.
        settings.put("paycast.gateway.drain", "0s");
        settings.put("paycast.gateway.close-timeout", "500ms");
        var jwt = "spring.security.oauth2.resourceserver.jwt.";
        settings.put(jwt + "issuer-uri", options.url());
        settings.put(jwt + "jwk-set-uri", options.loopbackUrl() + "/.well-known/jwks.json");
        settings.put(jwt + "audiences", "paycast");
        return settings;
    }

    /**
     * The names by which this server is reached, besides localhost and IP addresses. Containers
     * reach their host by a name below {@code internal}, which no public DNS has.
     */
    private static String hosts(String listening) {
        if (!IpAddresses.isLiteral(listening)) {
            return "*.internal," + listening;
        }
        return InetAddress.ofLiteral(listening).isLoopbackAddress()
                ? "*.internal"
                : "*.internal,%1$s,%1$s.local".formatted(LocalCertificate.nameOfThisMachine());
    }

    private static void putUser(
            Map<String, Object> settings, int index, String name, String scopes) {
        var prefix = "paycast.auth.local-users[%d].".formatted(index);
        settings.put(prefix + "username", name);
        settings.put(prefix + "password", name);
        settings.put(prefix + "scopes", scopes);
    }
}
