package io.paycast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.cli.process.Invocation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToIntBiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole bench, with Kafka, ingest service and gateway in processes of their own. */
class BenchIT {

    /** The optimizing compiler only delays services that run for seconds. */
    private static final String FAST_START = "-XX:TieredStopAtLevel=1";

    private static StartedSystem system;

    @TempDir private Path folder;

    @BeforeAll
    static void start() {
        system = new StartedSystem(Invocation.home(), List.of(FAST_START));
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    void measuresABroadcastAndComparesItWithBaselines() throws IOException {
        var percentiles = folder.resolve("latencies.hgrm");
        var run =
                bench(
                        "--floors",
                        "--sockets=20",
                        "--in-flight=4",
                        "--warm-up=0.5",
                        "--duration=0.5",
                        "--percentiles=" + percentiles);
        assertSound(run);
        var figures = run.get("figures");
        assertThat(figures.get("sockets open").get("value").asInt()).isEqualTo(20);
        assertThat(value(run, "gateway: CPU per delivery")).isPositive();
        assertThat(value(run, "gateway, in turns: CPU per delivery")).isPositive();
        assertThat(value(run, "floor, bare Netty, in turns: CPU per delivery")).isPositive();
        assertThat(value(run, "gateway / bare Netty: CPU per delivery")).isPositive();
        assertThat(value(run, "bench itself: cores used by its busiest thread")).isPositive();
        assertThat(value(run, "warmed up for")).isBetween(0.5, 10.0);
        assertThat(percentiles)
                .content()
                .contains("# load, webhook to socket, ms", "Percentile TotalCount", "#[Max");
    }

    @Test
    void comparesTheLatencyOfOneSocketWithAnEchoAndKafka() {
        var run =
                bench(
                        "--floors",
                        "--sockets=1",
                        "--think-time=5",
                        "--warm-up=0.5",
                        "--duration=0.5");
        assertSound(run);
        assertThat(value(run, "webhook to socket / (HTTP echo + Kafka): p50")).isPositive();
        assertThat(value(run, "webhook to socket, in turns: p50")).isPositive();
        assertThat(value(run, "floor, Kafka produce and consume, in turns: p50")).isPositive();
        assertThat(value(run, "floor, bare HTTP echo, in turns: p50")).isPositive();
    }

    @Test
    void comparesIngestWithAProducerAndAnEcho() {
        var run =
                bench(
                        "--floors",
                        "--sockets=0",
                        "--in-flight=8",
                        "--warm-up=0.5",
                        "--duration=0.5");
        assertSound(run);
        assertThat(value(run, "webhooks")).isPositive();
        assertThat(value(run, "ingest / (producer + echo): CPU per webhook")).isPositive();
    }

    @Test
    void measuresTheCostOfOpeningAndOfIdleSockets() {
        var run = bench("--sockets=400", "--warm-up=0.5", "--duration=0");
        assertSound(run);
        assertThat(value(run, "sockets open")).isEqualTo(400);
        assertThat(value(run, "sockets opened and closed before")).isPositive();
        assertThat(value(run, "gateway: CPU per open")).isPositive();
        assertThat(run.get("figures").has("gateway: resident per socket")).isTrue();
    }

    @Test
    void startsServicesAndMeasuresAReconnectStormWithoutMissingOrDoubledUpdates() {
        String[] options = {
            "--start",
            "--jvm=" + FAST_START,
            "--sockets=60",
            "--stayed=5",
            "--behind=40",
            "--rate=50",
            "--warm-up=1",
            "--duration=1"
        };
        var run = report(options, CommandLine::execute);
        assertSound(run);
        assertThat(value(run, "sockets back")).isEqualTo(55);
        assertThat(run.get("latenciesMillis").get("live webhook to socket").get("count").asInt())
                .isPositive();
    }

    private static void assertSound(JsonNode run) {
        assertThat(run.get("sound").asBoolean()).as(run.toPrettyString()).isTrue();
        assertThat(run.get("failures").size()).isZero();
        assertThat(run.get("faults").get("missing").asLong()).isZero();
    }

    private static double value(JsonNode run, String figure) {
        var found = run.get("figures").get(figure);
        assertThat(found).as(figure).isNotNull();
        return found.get("value").asDouble();
    }

    private static JsonNode bench(String... options) {
        return report(
                options,
                (command, all) -> {
                    command.parseArgs(all);
                    return ((LoadTestCommand) command.getCommand()).measure(system);
                });
    }

    private static JsonNode report(
            String[] options, ToIntBiFunction<CommandLine, String[]> measure) {
        var all = Stream.concat(Stream.of("--json"), Stream.of(options)).toArray(String[]::new);
        var out = new StringWriter();
        var err = new StringWriter();
        var command = LoadTestCommand.commandLine(all);
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        int exit = measure.applyAsInt(command, all);
        assertThat(exit).as("%s%s", out, err).isZero();
        return JsonMapper.shared().readTree(out.toString()).get("runs").get(0);
    }
}
