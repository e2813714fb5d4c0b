package io.paycast.systemtests;

import static java.util.regex.Pattern.DOTALL;
import static java.util.regex.Pattern.MULTILINE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The containers of {@code docker-compose.yml} have no more than they need. */
class ComposeFileTest {

    private static final Path ROOT = Path.of("..");

    private static Map<String, Map<String, Object>> section(String name) {
        try {
            Map<String, Map<String, Map<String, Object>>> file =
                    new Yaml().load(Files.readString(ROOT.resolve("docker-compose.yml")));
            return Objects.requireNonNull(file.get(name));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Object> container(String name) {
        return Objects.requireNonNull(section("services").get(name));
    }

    static Stream<String> containers() {
        return section("services").keySet().stream();
    }

    private static List<String> containersOn(String network) {
        return containers()
                .filter(name ->
                        container(name).get("networks") instanceof List<?> networks
                                && networks.contains(network))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("containers")
    void restrictsEachContainer(String name) {
        assertThat(container(name))
                .containsEntry("read_only", true)
                .containsEntry("cap_drop", List.of("ALL"))
                .containsEntry("security_opt", List.of("no-new-privileges:true"))
                .containsKeys("mem_limit", "pids_limit")
                .doesNotContainKeys("privileged", "cap_add");
        // the one that only makes a certificate needs no network
        assertThat(container(name).getOrDefault("network_mode", "networks"))
                .isEqualTo(name.equals("certificate") ? "none" : "networks");
        assertThat(container(name).containsKey("networks")).isEqualTo(!name.equals("certificate"));
    }

    @Test
    void givesOnlyTheEdgeAnOutsideNetwork() {
        var networks = section("networks");
        assertThat(networks.keySet())
                .containsExactlyInAnyOrder("public", "services", "events", "database");
        for (var name : List.of("services", "events", "database")) {
            assertThat(networks.get(name)).as(name).containsEntry("internal", true);
        }
        assertThat(containersOn("public")).containsExactly("edge");
        assertThat(containers().filter(name -> container(name).containsKey("ports")))
                .containsExactly("edge");
    }

    @Test
    void connectsOnlyContainersThatCommunicate() {
        assertThat(containersOn("services"))
                .containsExactlyInAnyOrder("edge", "webhook-ingest", "ws-gateway", "auth-service");
        assertThat(containersOn("events"))
                .containsExactlyInAnyOrder("webhook-ingest", "ws-gateway", "auth-service", "kafka");
        assertThat(containersOn("database")).containsExactlyInAnyOrder("auth-service", "postgres");
    }

    @Test
    void publishesNothingButTls() throws IOException {
        var edge = container("edge");
        assertThat(edge.get("ports")).isEqualTo(List.of("${PAYCAST_PORT:-7274}:7274"));
        assertThat(Files.readAllLines(ROOT.resolve("deploy/edge/haproxy.cfg")))
                .filteredOn(line -> line.strip().startsWith("bind "))
                .allMatch(line -> line.contains(" ssl "))
                .hasSize(1);
    }

    /** Runs the command as it is documented. */
    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/operations.md", ".env.example"})
    void makesTheFileOfSecretsForItsOwnerOnly(String document, @TempDir Path folder)
            throws Exception {
        var text = Files.readString(ROOT.resolve(document)).replaceAll("(?m)^#? {3,4}", "");
        var command =
                Pattern.compile("^[^\\n]*while read -r line;.*?> \\.env\\)?$", MULTILINE | DOTALL)
                        .matcher(text);
        assertThat(command.find()).isTrue();
        Files.copy(ROOT.resolve(".env.example"), folder.resolve(".env.example"));

        var shell =
                new ProcessBuilder("bash", "-c", "umask 022\n" + command.group())
                        .directory(folder.toFile())
                        .inheritIO()
                        .start();

        assertThat(shell.waitFor()).isZero();
        assertThat(Files.getPosixFilePermissions(folder.resolve(".env")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void keepsTabbysAddressListUnlessAUserTurnsItOff() throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve(".env.example")))
                .noneMatch(line -> line.startsWith("PAYCAST_INGEST_ALLOWED_ADDRESSES"))
                .anyMatch(line -> line.startsWith("#PAYCAST_INGEST_ALLOWED_ADDRESSES"));
    }
}
