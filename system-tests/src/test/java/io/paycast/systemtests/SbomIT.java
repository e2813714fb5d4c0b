package io.paycast.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Each service's jar lists its libraries, and lists all of them. */
class SbomIT {

    private static final String SBOM = "META-INF/sbom/application.cdx.json";
    private static final Pattern LIBRARY = Pattern.compile("BOOT-INF/lib/(.+)\\.jar");

    @ParameterizedTest
    @ValueSource(strings = {"webhook-ingest", "ws-gateway", "auth-service"})
    void namesEveryLibraryOfTheJar(String service) throws IOException {
        var file = Path.of("..", service, "target", service + "-app.jar");
        try (var jar = new JarFile(file.toFile())) {
            assertThat(jar.getManifest().getMainAttributes().getValue("Sbom-Location"))
                    .as("the list, which Maven leaves out with --offline")
                    .isEqualTo(SBOM);
            var sbom = JsonMapper.shared().readTree(jar.getInputStream(jar.getEntry(SBOM)));
            assertThat(sbom.path("bomFormat").asString()).isEqualTo("CycloneDX");
            assertThat(sbom.at("/metadata/component/name").asString()).isEqualTo(service);
            assertThat(namedBy(sbom)).containsAll(librariesOf(jar));
        }
    }

    private static Set<String> librariesOf(JarFile jar) {
        var libraries =
                jar.stream()
                        .map(entry -> LIBRARY.matcher(entry.getName()))
                        .filter(matcher -> matcher.matches())
                        .map(matcher -> matcher.group(1))
                        .filter(library -> !library.startsWith("spring-boot-jarmode-"))
                        .collect(Collectors.toSet());
        assertThat(libraries).hasSizeGreaterThan(30);
        return libraries;
    }

    /**
     * The names of the files that the components come in: name-version or name-version-classifier.
     */
    private static Set<String> namedBy(JsonNode sbom) {
        return StreamSupport.stream(sbom.path("components").spliterator(), false)
                .map(SbomIT::fileName)
                .collect(Collectors.toSet());
    }

    private static String fileName(JsonNode component) {
        var name = component.path("name").asString() + "-" + component.path("version").asString();
        var classifier =
                Pattern.compile("[?&]classifier=([^&]+)")
                        .matcher(component.path("purl").asString(""));
        return classifier.find() ? name + "-" + classifier.group(1) : name;
    }
}
