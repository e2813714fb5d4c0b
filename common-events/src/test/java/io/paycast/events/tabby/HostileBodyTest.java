package io.paycast.events.tabby;

import static io.paycast.events.tabby.Samples.bytes;
import static io.paycast.events.tabby.Samples.paymentWith;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong is refused, with the field at fault and no word of the content. */
class HostileBodyTest {

    private final TabbyParser parser = new TabbyParser();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[{\"id\":\"x\"}]",
                "\"text\"",
                "1",
                "null",
                "true",
                "",
                " ",
                "{",
                "{\"id\":\"x\"",
                "{\"id\":}",
                "{id:1}",
                "{'id':'x'}",
                "{\"id\":\"x\",}",
                "{\"a\":NaN}",
                "{\"a\":Infinity}",
                "{\"a\":01}",
                "{\"a\":+1}",
                "{\"a\":\"\t\"}",
                "{\"a\":\"\\x\"}",
                "{} {}",
                "{}]",
                "{}x",
                "// comment\n{}",
                "\u0000{}",
            })
    void whatIsNoJsonObjectIsRefusedAsAWhole(String body) {
        assertThat(refused(bytes(body)).field()).isEqualTo("$");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "id, `\"id\":null`, is missing",
                "id, `\"id\":\"\"`, is empty",
                "id, `\"id\":\" \"`, is empty",
                "id, `\"id\":7`, is not a string",
                "id, `\"id\":{\"a\":1}`, is not a string",
                "id, `\"id\":\"a\\nb\"`, has a character that cannot be printed",
                "id, `\"id\":\"a\\u2028b\"`, has a character that cannot be printed",
                "id, `\"id\":\"\\ud800\"`, has half a surrogate pair",
                "status, `\"status\":null`, is missing",
                "status, `\"status\":\"new\"`, is no payment status of Tabby's",
                "status, `\"status\":\"authorızed\"`, is no payment status of Tabby's",
                "amount, `\"amount\":null`, is missing",
                "amount, `\"amount\":\"abc\"`, is no plain decimal number",
                "amount, `\"amount\":\"\"`, is no plain decimal number",
                "amount, `\"amount\":\"-1\"`, is negative or no plain decimal number",
                "amount, `\"amount\":-1`, is negative or no plain decimal number",
                "amount, `\"amount\":\"+1\"`, is no plain decimal number",
                "amount, `\"amount\":\" 1\"`, is no plain decimal number",
                "amount, `\"amount\":\"1,000.00\"`, is no plain decimal number",
                "amount, `\"amount\":\"1.2.3\"`, is no plain decimal number",
                "amount, `\"amount\":\".5\"`, is no plain decimal number",
                "amount, `\"amount\":\"5.\"`, is no plain decimal number",
                "amount, `\"amount\":\"0x10\"`, is no plain decimal number",
                "amount, `\"amount\":\"1e999999999\"`, is no plain decimal number",
                "amount, `\"amount\":1e999999999`, is no plain decimal number",
                "amount, `\"amount\":\"١٠٠\"`, is no plain decimal number",
                "amount, `\"amount\":\"1.001\"`, has more than the 2 decimals of AED",
                "amount, `\"amount\":\"1234567890123456789\"`, has more than 18 digits",
                "amount, `\"amount\":[1]`, is not a decimal string",
                "amount, `\"amount\":true`, is not a decimal string",
                "currency, `\"currency\":\"XXX\"`, is no currency that Tabby settles in",
                "currency, `\"currency\":null`, is missing",
                "closed_at, `\"closed_at\":\"yesterday\"`, is no RFC 3339 time",
                "closed_at, `\"closed_at\":\"2021-02-30T00:00:00Z\"`, is no RFC 3339 time",
                "closed_at, `\"closed_at\":\"2021-09-14T13:08:54\"`, is no RFC 3339 time",
                "closed_at, `\"closed_at\":\"+999999999-01-01T00:00:00Z\"`, is no RFC 3339 time",
                "closed_at, `\"closed_at\":1631624934`, is not a string",
                "created_at, `\"created_at\":\"x\"`, is no RFC 3339 time",
                "expires_at, `\"expires_at\":\"x\"`, is no RFC 3339 time",
                "is_test, `\"is_test\":\"true\"`, is neither true nor false",
                "is_expired, `\"is_expired\":1`, is neither true nor false",
                "order, `\"order\":\"order-1\"`, is not an object",
                "order.reference_id, `\"order\":{\"reference_id\":1}`, is not a string",
                "captures, `\"captures\":{}`, is not a list",
                "captures[0], `\"captures\":[null]`, is null",
                "captures[0], `\"captures\":[[]]`, is not an object",
                "captures[0].id, `\"captures\":[{\"amount\":\"1\"}]`, is missing",
                "captures[0].amount, `\"captures\":[{\"id\":\"c\"}]`, is missing",
                "captures[1].amount, `\"captures\":[{\"id\":\"a\",\"amount\":\"1\"},"
                        + "{\"id\":\"c\",\"amount\":\"x\"}]`, is no plain decimal number",
                "refunds[0].created_at, `\"refunds\":[{\"id\":\"c\",\"amount\":\"1\",\"created_at\":\"x\"}]`,"
                        + " is no RFC 3339 time",
                "refunds[1].id, `\"refunds\":[{\"id\":\"c\",\"amount\":\"1\"},"
                        + "{\"id\":\"c\",\"amount\":\"2\"}]`, is there twice",
                "refunds[0].reason, `\"refunds\":[{\"id\":\"c\",\"amount\":\"1\",\"reason\":7}]`,"
                        + " is not a string",
                "payment_id, `\"dispute_id\":\"d\"`, is missing",
            })
    void aWrongFieldIsNamedWithItsPath(String field, String content, String reason) {
        assertThat(refused(paymentWith(content)))
                .isEqualTo(new ParsedWebhook.Invalid(field, reason));
    }

    @ParameterizedTest
    @CsvSource({"id, 128", "order.reference_id, 256", "refunds[0].reason, 4096"})
    void textIsBounded(String field, int longest) {
        assertThat(parser.parse(withText(field, longest)))
                .isInstanceOf(ParsedWebhook.ValidPayment.class);
        assertThat(refused(withText(field, longest + 1)))
                .isEqualTo(
                        new ParsedWebhook.Invalid(
                                field, "is longer than %d characters".formatted(longest)));
    }

    @Test
    void movementsAreBoundedInNumber() {
        assertThat(parser.parse(withCaptures(1_000)))
                .isInstanceOf(ParsedWebhook.ValidPayment.class);
        assertThat(refused(withCaptures(1_001)).field()).isEqualTo("captures");
    }

    @Test
    void aNameTwiceIsRefusedAtAnyDepth() {
        assertThat(refused(bytes("{\"id\":\"a\",\"id\":\"b\"}")))
                .isEqualTo(new ParsedWebhook.Invalid("$", "has a name twice in one object"));
        assertThat(refused(paymentWith("\"meta\":{\"x\":[{\"a\":1,\"\\u0061\":2}]}")))
                .isEqualTo(new ParsedWebhook.Invalid("$", "has a name twice in one object"));
    }

    @Test
    void nestingIsBounded() {
        assertThat(parser.parse(paymentWith(nested(31))))
                .isInstanceOf(ParsedWebhook.ValidPayment.class);
        assertThat(refused(paymentWith(nested(32))).reason())
                .startsWith("is nested deeper than 32");
        assertThat(refused(bytes("[".repeat(100_000))).field()).isEqualTo("$");
        assertThat(refused(bytes("{\"a\":".repeat(50_000))).field()).isEqualTo("$");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
    void otherEncodingsAreRefused(Charset encoding) {
        assertThat(refused(Samples.PAYMENT.getBytes(encoding)))
                .isEqualTo(new ParsedWebhook.Invalid("$", "is not UTF-8"));
    }

    @Test
    void brokenUtf8IsRefusedEvenInAFieldThatIsPassedOver() {
        for (var broken :
                new String[] {"\u00C0\u0080", "\u00ED\u00A0\u0080", "\u00FF", "\u00E2\u0082"}) {
            var body = "{\"x\":\"" + broken + "\",\"id\":\"p\"}";
            assertThat(refused(body.getBytes(ISO_8859_1)))
                    .isEqualTo(new ParsedWebhook.Invalid("$", "is not UTF-8"));
        }
    }

    @Test
    void theReasonNeverQuotesTheContent() {
        for (var body :
                new String[] {
                    "{\"SECRET\":1,\"SECRET\":2}",
                    "{\"id\":SECRET}",
                    "{SECRET",
                    "SECRET",
                    "{\"id\":\"p\",\"status\":\"SECRET\"}",
                    "{\"id\":\"p\",\"status\":\"closed\",\"currency\":\"SECRET\"}",
                    "{\"id\":\"p\",\"status\":\"closed\",\"currency\":\"AED\",\"amount\":\"SECRET\"}",
                }) {
            assertThat(refused(bytes(body)).toString()).doesNotContain("SECRET");
        }
    }

    private ParsedWebhook.Invalid refused(byte[] body) {
        var parsed = parser.parse(body);
        assertThat(parsed).isInstanceOf(ParsedWebhook.Invalid.class);
        return (ParsedWebhook.Invalid) parsed;
    }

    private static byte[] withText(String field, int length) {
        var text = "\"" + "x".repeat(length) + "\"";
        return switch (field) {
            case "id" -> paymentWith("\"id\":" + text);
            case "order.reference_id" -> paymentWith("\"order\":{\"reference_id\":" + text + "}");
            default ->
                    paymentWith(
                            "\"refunds\":[{\"id\":\"r\",\"amount\":\"1\",\"reason\":"
                                    + text
                                    + "}]");
        };
    }

    private static byte[] withCaptures(int count) {
        return paymentWith(
                IntStream.range(0, count)
                        .mapToObj("{\"id\":\"%d\",\"amount\":\"1\"}"::formatted)
                        .collect(joining(",", "\"captures\":[", "]")));
    }

    /** A field whose value has this many levels; the body itself is one more. */
    private static String nested(int levels) {
        return "\"meta\":" + "[".repeat(levels) + "]".repeat(levels);
    }
}
