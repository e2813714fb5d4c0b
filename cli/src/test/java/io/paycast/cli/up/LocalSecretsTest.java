package io.paycast.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.paycast.cli.server.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalSecretsTest {

    @TempDir private Path folder;
    private LocalSecrets secrets = new LocalSecrets(Path.of(""), new SecureRandom());

    @BeforeEach
    void secrets() {
        secrets = new LocalSecrets(folder.resolve("secrets"), new SecureRandom());
    }

    @Test
    void createsASecretOnceAndKeepsIt() {
        var made = secrets.get("one");
        assertThat(Base64.getDecoder().decode(made)).hasSize(32);
        assertThat(new LocalSecrets(folder.resolve("secrets"), new SecureRandom()).get("one"))
                .isEqualTo(made);
        assertThat(secrets.get("two")).isNotEqualTo(made);
    }

    @Test
    void isReadableByTheOwnerOnly() throws IOException {
        secrets.get("one");
        assertThat(permissionsOf(folder.resolve("secrets"))).isEqualTo("rwx------");
        assertThat(permissionsOf(secrets.file("one"))).isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no Base64 !", "c2hvcnQ="})
    void neverReplacesADamagedSecret(String content) throws IOException {
        secrets.get("one");
        Files.writeString(secrets.file("one"), content);
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> secrets.get("one"))
                .withMessageContaining(secrets.file("one") + " is damaged");
        assertThat(secrets.file("one")).hasContent(content);
    }

    @Test
    void ignoresAPartlyWrittenSecret() throws IOException {
        Files.createDirectories(folder.resolve("secrets"));
        Files.writeString(folder.resolve("secrets/one.new"), "ha");
        assertThat(Base64.getDecoder().decode(secrets.get("one"))).hasSize(32);
    }

    private static String permissionsOf(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
