package io.paycast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the {@code paycast} script on machines without a JDK, without Maven, or without a build. */
class LauncherTest {

    private static final Path SCRIPT = Path.of("..", "paycast").toAbsolutePath().normalize();
    private static final List<String> PROGRAMS =
            List.of(
                    "bash",
                    "cat",
                    "date",
                    "dirname",
                    "find",
                    "grep",
                    "head",
                    "mkdir",
                    "readlink",
                    "rm",
                    "sleep",
                    "tee",
                    "touch");
    private static final String NO_JDK =
            "paycast: no JDK 25 was found. Install one, or set JAVA_HOME to its folder.";

    @TempDir private Path folder;
    private Path checkout = Path.of("");
    private Path path = Path.of("");
    private Path machine = Path.of("");

    @BeforeEach
    void createCheckoutWithoutJdkOrMaven() throws IOException {
        checkout = Files.createDirectories(folder.resolve("my checkout"));
        machine = Files.createDirectories(folder.resolve("machine"));
        path = Files.createDirectories(folder.resolve("bin"));
        Files.copy(SCRIPT, checkout.resolve("paycast"));
        for (var program : PROGRAMS) {
            Files.createSymbolicLink(path.resolve(program), find(program));
        }
    }

    @Test
    void asksForAJdkIfThereIsNone() throws Exception {
        var run = run(folder.resolve("no such folder"), "up");
        assertThat(run.output).isEqualTo(NO_JDK);
        assertThat(run.exitCode).isEqualTo(1);
    }

    @Test
    void refusesAnOlderJdk() throws Exception {
        var run = run(jdk(folder.resolve("old"), "17.0.19"), "trigger", "authorized");
        assertThat(run.output).isEqualTo(NO_JDK);
        assertThat(run.exitCode).isEqualTo(1);
    }

    @Test
    void refusesAJre() throws Exception {
        var jre = jdk(folder.resolve("jre"), "25.0.1");
        Files.delete(jre.resolve("bin/javac"));
        assertThat(run(jre, "up").output).isEqualTo(NO_JDK);
    }

    @Test
    void findsJdk25InAUsualFolderIfTheDefaultIsOlder() throws Exception {
        jdk(machine.resolve("usr/lib/jvm/temurin-25"), "25.0.1");
        var run = run(jdk(folder.resolve("old"), "17.0.19"), "up");
        assertThat(run.output).doesNotContain("no JDK");
    }

    @Test
    void asksForMavenIfThereIsNone() throws Exception {
        var run = run(jdk(folder.resolve("jdk"), "25.0.1"), "up");
        assertThat(run.output)
                .isEqualTo(
                        "paycast: Maven was not found, and Paycast must be built. Install Maven 3.8 or newer (mvn) and try again.");
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(checkout.resolve("cli/target/building")).doesNotExist();
    }

    @Test
    void reportsAFailedBuildAndKeepsItsLog() throws Exception {
        program(
                path.resolve("mvn"),
                """
                echo '[INFO] Building Paycast: one module 1.0 [1/2]'
                echo '[ERROR] compilation failed'
                exit 1
                """);
        var run = run(jdk(folder.resolve("jdk"), "25.0.1"), "up");
        assertThat(run.output.lines())
                .containsExactly(
                        "Building Paycast. This happens once and takes a minute or two.",
                        "  [1/2] Paycast: one module",
                        "[ERROR] compilation failed",
                        "paycast: the build failed. Its log is %s."
                                .formatted(
                                        checkout.toRealPath()
                                                .resolve("cli/target/paycast-build.log")));
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(checkout.resolve("cli/target/building")).doesNotExist();
    }

    @Test
    void findsItsCheckoutThroughSymbolicLinks() throws Exception {
        Files.createSymbolicLink(folder.resolve("link"), checkout.resolve("paycast"));
        Files.createSymbolicLink(path.resolve("paycast"), Path.of("..", "link"));
        var builder = new ProcessBuilder(path.resolve("paycast").toString(), "up");
        var run = run(builder, jdk(folder.resolve("jdk"), "25.0.1"));
        assertThat(run.output).startsWith("paycast: Maven was not found");
        assertThat(checkout.resolve("cli/target")).isDirectory();
    }

    private record Run(int exitCode, String output) {}

    private Run run(Path javaHome, String... arguments) throws Exception {
        var line = new ArrayList<>(List.of(checkout.resolve("paycast").toString()));
        line.addAll(List.of(arguments));
        return run(new ProcessBuilder(line), javaHome);
    }

    private Run run(ProcessBuilder builder, Path javaHome) throws Exception {
        var environment = builder.environment();
        environment.clear();
        environment.put("PATH", path.toString());
        environment.put("HOME", folder.resolve("home").toString());
        environment.put("JAVA_HOME", javaHome.toString());
        environment.put("PAYCAST_JDK_ROOT", machine.toString());
        var output = folder.resolve("output");
        var process =
                builder.directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Run(process.exitValue(), Files.readString(output).stripTrailing());
    }

    private static Path jdk(Path home, String version) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
        program(home.resolve("bin/java"), "exit 1\n");
        program(home.resolve("bin/javac"), "exit 1\n");
        return home;
    }

    private static void program(Path file, String lines) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + lines);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static Path find(String program) {
        for (var candidate : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(candidate, program))) {
                return Path.of(candidate, program);
            }
        }
        throw new AssertionError("this machine has no " + program);
    }
}
