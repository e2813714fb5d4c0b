package io.paycast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandUsageTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--floors --scenario storm    | --floors needs a load of webhooks",
                "--floors --duration 0        | --floors needs a load of webhooks",
                "--scenario fast              | --scenario must be one of broadcast-10k, ",
                "--sockets 2000000000         | --sockets must be at most ",
                "--secret-header :            | --secret-header must be an HTTP header name",
            })
    void explainsInvalidUsageAndExitsWith2(String line, String sentence) {
        var err = new StringWriter();
        var arguments = line.split(" ");
        int exit =
                LoadTestCommand.commandLine(arguments)
                        .setErr(new PrintWriter(err, true))
                        .execute(arguments);
        assertThat(err.toString()).contains(sentence);
        assertThat(exit).isEqualTo(2);
    }
}
