package io.paycast.cli.listen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class OutputTest {

    private static final String UPDATE =
            """
            {"PaymentId":"pay_1","Status":"authorized","Amount":150.00,"OrderReferenceId":"o1",
             "Currency":"AED","CapturedAmount":0.00,"RefundedAmount":0.00,
             "Outcome":"successful","IsTest":false,
             "ReceivedAt":"2026-11-23T07:38:00.123456Z","Cursor":"c"}\
            """;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final ByteArrayOutputStream noticed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, UTF_8);
    private final PrintStream notices = new PrintStream(noticed, true, UTF_8);

    @Test
    void printsAnUpdateAsOneLine() {
        assertThat(lineOf(UPDATE))
                .isEqualTo("07:38:00.123  authorized  successful       AED     150.00  o1  pay_1");
    }

    @Test
    void tellsACancelledPaymentFromAPaidOne() {
        var closed = UPDATE.replace("authorized", "closed");
        assertThat(lineOf(closed)).contains("  closed      successful  ");
        assertThat(lineOf(closed.replace("successful", "cancelled")))
                .contains("  closed      cancelled  ");
    }

    @Test
    void printsCapturesRefundsTestAndCorrectionOnlyWhenPresent() {
        var update =
                UPDATE.replace("\"CapturedAmount\":0.00", "\"CapturedAmount\":100.50")
                        .replace("\"RefundedAmount\":0.00", "\"RefundedAmount\":0.50")
                        .replace("\"IsTest\":false", "\"IsTest\":true,\"Corrected\":true");
        assertThat(lineOf(update))
                .endsWith("pay_1  captured 100.50  refunded 0.50  test  corrected");
    }

    @Test
    void removesControlCharactersFromUpdates() {
        var update =
                UPDATE.replace("pay_1", "p\\u001b]0;x\\u0007")
                        .replace("\"o1\"", "\"o\\r\\n\\u202e\"")
                        .replace("\"AED\"", "\"\\u001b[1\"")
                        .replace("authorized", "\\u009b31m");
        assertThat(lineOf(update))
                .doesNotContain("\u001b", "\u0007", "\r", "\n", "\u202e", "\u009b")
                .contains("p?]0;x?", "o???");
    }

    @Test
    void printsAnUpdateWithoutMembers() {
        assertThat(lineOf("{\"PaymentId\":\"p\"}")).startsWith("--:--:--.---").endsWith("p");
    }

    @Test
    void printsJsonUnchangedOnOneLine() {
        var output = new JsonOutput(out, notices);
        assertThat(output.update(Update.of(UPDATE))).isTrue();
        output.notice("connected");
        assertThat(written.toString(UTF_8)).isEqualTo(UPDATE.replace('\n', ' ') + "\n");
        assertThat(noticed.toString(UTF_8)).isEqualTo("connected\n");
    }

    @Test
    void reportsAClosedOutput() {
        var gone = new PrintStream(new BrokenPipe(), true, UTF_8);
        assertThat(new JsonOutput(gone, notices).update(Update.of(UPDATE))).isFalse();
        assertThat(new LineOutput(gone, notices, false, ZoneOffset.UTC).update(Update.of(UPDATE)))
                .isFalse();
    }

    private String lineOf(String update) {
        assertThat(new LineOutput(out, notices, false, ZoneOffset.UTC).update(Update.of(update)))
                .isTrue();
        var line = written.toString(UTF_8).stripTrailing();
        written.reset();
        return line;
    }

    private static final class BrokenPipe extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
        }
    }
}
