package io.paycast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "up --port abc                        | '--port'",
                "up --port 70000                      | --port must be a number from 0 to 65535, not 70000.",
                "up --port 7000 --kafka-port 7000     | --kafka-port must be",
                "up --prot 1                          | --prot",
                "trigger                              | STATUS",
                "trigger paid                         | authorized, captured, closed",
                "trigger authorized --amount abc      | --amount must be a decimal",
                "trigger authorized --amount 1.234    | more than the 2 decimals of AED",
                "trigger authorized --currency XXX    | --currency must be one of",
                "trigger authorized --url ftp://x     | --url must be an http or https URL",
                "trigger captured --capture 1.001     | --capture 1.001 has more than the 2 decimals",
                "trigger closed --webhook-url ftp://x | --webhook-url must be an http or https URL",
                "scenario no-such-file.yaml           | There is no file no-such-file.yaml",
                "scenario x --seed y                  | '--seed'",
                "scenario forged --all                | --all cannot be combined with a name",
                "trigger authorized --secret-header : | --secret-header must be an HTTP header name",
                "token --url http://u:p@x             | --url must be an http or https URL",
                "token --ttl soon                     | '--ttl'",
                "listen --rewind 0                    | --rewind must be a number from 1 to 1000.",
                "listen --rewind 5 --since x          | cannot be combined",
                "pay                                  | pay"
            })
    void reportsInvalidUsageWithExitCode2(String line, String sentence) {
        assertThat(run(line)).isEqualTo(2);
        assertThat(err.toString()).startsWith("paycast: ").contains(sentence).contains("--help");
        assertThat(err.toString().lines()).hasSizeLessThanOrEqualTo(3);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "up --help",
                "listen --help",
                "trigger --help",
                "scenario --help",
                "token --help",
                "--version"
            })
    void printsHelpToStandardOutput(String line) {
        assertThat(run(line)).isZero();
        assertThat(out.toString()).isNotBlank();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void listsAllCommandsIfNoneIsGiven() {
        assertThat(run("")).isEqualTo(2);
        assertThat(err.toString())
                .contains("up ", "trigger ", "scenario ", "listen ", "token ", "status ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"trigger authorized", "scenario", "token", "status"})
    void reportsAnUnreachableServerWithExitCode1(String line) {
        assertThat(run(line + " --url http://127.0.0.1:1")).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("paycast: No server listens at http://127.0.0.1:1. Start one")
                .hasLineCount(1);
    }

    @Test
    void neverPrintsTheSecret() {
        run("trigger authorized --secret very-secret-secret --url http://127.0.0.1:1");
        assertThat(out.toString() + err).doesNotContain("very-secret-secret");
    }

    private int run(String line) {
        return Paycast.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(line.isEmpty() ? new String[0] : line.split(" "));
    }
}
