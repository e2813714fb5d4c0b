package io.paycast.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSettingsTest {

    @TempDir private Path folder;

    @Test
    void setsTheUsersAndTheSecretOfTheReadme() {
        var settings = defaults("127.0.0.1");
        assertThat(settings)
                .containsEntry("paycast.auth.local-users[0].username", "demo")
                .containsEntry("paycast.auth.local-users[0].password", "demo")
                .containsEntry(
                        "paycast.auth.local-users[0].scopes",
                        "payments:read,stats:read,payments:test")
                .containsEntry("paycast.auth.local-users[1].username", "shop")
                .containsEntry("paycast.auth.local-users[1].password", "shop")
                .containsEntry("paycast.ingest.merchants[0].secrets[0]", "local-secret")
                .containsEntry("paycast.ingest.allowed-addresses", "any");
        assertThat(settings.get("paycast.auth.local-users[1].scopes"))
                .asString()
                .contains("tokens:mint");
    }

    @Test
    void reachesItselfOnAnyListenAddress() {
        assertThat(keysOf("0.0.0.0")).isEqualTo("http://127.0.0.1:7274/.well-known/jwks.json");
        assertThat(keysOf("::")).isEqualTo("http://127.0.0.1:7274/.well-known/jwks.json");
        assertThat(keysOf("10.0.0.1")).isEqualTo("http://10.0.0.1:7274/.well-known/jwks.json");
        assertThat(keysOf("fd00::1")).isEqualTo("http://[fd00::1]:7274/.well-known/jwks.json");
    }

    @Test
    void acceptsTheNamesByWhichItIsReachedOnly() {
        assertThat(hostsOf("127.0.0.1")).isEqualTo("*.internal");
        assertThat(hostsOf("::1")).isEqualTo("*.internal");
        assertThat(hostsOf("dev.example")).isEqualTo("*.internal,dev.example");
        var machine = LocalCertificate.nameOfThisMachine();
        assertThat(hostsOf("0.0.0.0")).isEqualTo("*.internal,%1$s,%1$s.local".formatted(machine));
    }

    private Object hostsOf(String host) {
        return defaults(host).getOrDefault("paycast.http.allowed-hosts", "*");
    }

    @Test
    void readsOnlyTheSettingsFileOfTheDataFolder() {
        assertThat(defaults("127.0.0.1").get("spring.config.location"))
                .asString()
                .startsWith("optional:file:///")
                .contains("own%20settings")
                .doesNotContain(" ");
    }

    @Test
    void fixesTheAddressesOfStartedServers() {
        assertThat(LocalSettings.fixed(options("127.0.0.1"), 9092, 5432, "p"))
                .contains(
                        "--server.port=7274",
                        "--spring.kafka.bootstrap-servers=127.0.0.1:9092",
                        "--spring.datasource.url=jdbc:postgresql://127.0.0.1:5432/postgres");
    }

    private Object keysOf(String host) {
        return defaults(host)
                .getOrDefault("spring.security.oauth2.resourceserver.jwt.jwk-set-uri", "");
    }

    private Map<String, Object> defaults(String host) {
        return LocalSettings.defaults(
                options(host),
                new LocalSecrets(folder, new SecureRandom()),
                folder.resolve("own settings/application.properties"));
    }

    private UpOptions options(String host) {
        return new UpOptions(folder, host, 7274, 0, false, false);
    }
}
