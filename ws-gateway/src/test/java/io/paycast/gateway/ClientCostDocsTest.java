package io.paycast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every row of the table of decision 029 names a limit, settings, stats and tests that exist. */
class ClientCostDocsTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    private record Row(
            String what, List<String> limits, String settings, String stats, String tests) {

        static Row of(String line) {
            var cells = line.substring(1, line.length() - 1).split("\\|", -1);
            assertThat(cells).as(line).hasSize(8);
            return new Row(
                    cells[0].strip(),
                    Arrays.stream(cells, 1, 5).map(String::strip).toList(),
                    cells[5].strip(),
                    cells[6].strip(),
                    cells[7].strip());
        }
    }

    private static List<Row> rows() throws IOException {
        var rows =
                read("docs/decisions/029-what-one-client-may-cost.md")
                        .lines()
                        .filter(line -> line.startsWith("| ") && !line.startsWith("| **"))
                        .skip(1)
                        .map(Row::of)
                        .toList();
        assertThat(rows).hasSizeGreaterThan(30);
        return rows;
    }

    @Test
    void everyRowHasALimitAndASettingThatIsDocumented() throws IOException {
        var configuration = read("docs/configuration.md");
        for (var row : rows()) {
            assertThat(row.limits()).as(row.what()).anyMatch(limit -> !limit.isEmpty());
            for (var setting : namesOrText(row.settings(), "fixed")) {
                boolean whole = setting.startsWith("PAYCAST_") || setting.startsWith("SERVER_");
                assertThat(configuration)
                        .as(row.what())
                        .contains("`" + (whole ? "" : "PAYCAST_GATEWAY_") + setting + "`");
            }
        }
    }

    @Test
    void everyRowNamesStatsThatAreDocumented() throws IOException {
        var operations = read("docs/operations.md");
        for (var row : rows()) {
            assertThat(namesOrText(row.stats(), "none"))
                    .as(row.what())
                    .allMatch(name -> operations.contains("`" + name + "`"));
        }
    }

    @Test
    void everyRowHasATestThatExists() throws IOException {
        var tests = testClasses();
        for (var row : rows()) {
            if (!row.tests().startsWith("bench ")) {
                assertThat(tests).as(row.what()).containsAll(namesOrText(row.tests(), "none"));
            }
        }
    }

    /** The names in a cell; none if the cell is this text. */
    private static List<String> namesOrText(String cell, String text) {
        var names = NAME.matcher(cell).results().map(MatchResult::group).toList();
        assertThat(names.isEmpty()).as(cell).isEqualTo(cell.equals(text));
        return names.stream().map(name -> name.substring(1, name.length() - 1)).toList();
    }

    private static Set<String> testClasses() throws IOException {
        try (var modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .flatMap(ClientCostDocsTest::filesIn)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.substring(0, name.length() - ".java".length()))
                    .collect(Collectors.toSet());
        }
    }

    private static Stream<Path> filesIn(Path folder) {
        try (var files = Files.walk(folder)) {
            return files.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }
}
