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

/** Refuses invalid bodies, names the invalid field, and never quotes the body. */
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
    void refusesABodyThatIsNotAJsonObject(String body) {
        assertThat(invalid(bytes(body)).field()).isEqualTo("$");
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
                "id, `\"id\":\"a\\nb\"`, has a control character or line separator",
                "id, `\"id\":\"a\\u2028b\"`, has a control character or line separator",
                "id, `\"id\":\"\\ud800\"`, has an unpaired surrogate",
                "status, `\"status\":null`, is missing",
                "status, `\"status\":\"new 1\"`, is not a payment status of Tabby",
                "status, `\"status\":\"authorızed\"`, is not a payment status of Tabby",
                "amount, `\"amount\":null`, is missing",
                "amount, `\"amount\":\"abc\"`, is not a plain decimal number",
                "amount, `\"amount\":\"\"`, is not a plain decimal number",
                "amount, `\"amount\":\"-1\"`, is negative or not a plain decimal number",
                "amount, `\"amount\":-1`, is negative or not a plain decimal number",
                "amount, `\"amount\":\"+1\"`, is not a plain decimal number",
                "amount, `\"amount\":\" 1\"`, is not a plain decimal number",
                "amount, `\"amount\":\"1,000.00\"`, is not a plain decimal number",
                "amount, `\"amount\":\"1.2.3\"`, is not a plain decimal number",
                "amount, `\"amount\":\".5\"`, is not a plain decimal number",
                "amount, `\"amount\":\"5.\"`, is not a plain decimal number",
                "amount, `\"amount\":\"0x10\"`, is not a plain decimal number",
                "amount, `\"amount\":\"1e999999999\"`, is not a plain decimal number",
                "amount, `\"amount\":1e999999999`, is not a plain decimal number",
                "amount, `\"amount\":\"١٠٠\"`, is not a plain decimal number",
                "amount, `\"amount\":\"1.001\"`, has more than the 2 decimals of AED",
                "amount, `\"amount\":\"1234567890123456789\"`, has more than 18 digits",
                "amount, `\"amount\":[1]`, is not a string or number",
                "amount, `\"amount\":true`, is not a string or number",
                "currency, `\"currency\":\"aed\"`, is not a currency that Tabby settles in",
                "currency, `\"currency\":\"\"`, is not a currency that Tabby settles in",
                "currency, `\"currency\":\"DIRHAM\"`, is not a currency that Tabby settles in",
                "captures[0].amount, `\"currency\":\"EGP\",\"captures\":[{\"id\":\"c\"}]`, is missing",
                "currency, `\"currency\":null`, is missing",
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
                        + "{\"id\":\"c\",\"amount\":\"x\"}]`, is not a plain decimal number",
                "refunds[1].id, `\"refunds\":[{\"id\":\"c\",\"amount\":\"1\"},"
                        + "{\"id\":\"c\",\"amount\":\"2\"}]`, is used twice",
                "refunds[0].reason, `\"refunds\":[{\"id\":\"c\",\"amount\":\"1\",\"reason\":7}]`,"
                        + " is not a string",
                "payment_id, `\"id\":null,\"dispute_id\":\"d\"`, is missing",
            })
    void namesTheInvalidFieldAndTheReason(String field, String content, String reason) {
        assertInvalid(paymentWith(content), field, reason);
    }

    /** Tabby may add currencies, statuses and kinds of events. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "currency | `{\"id\":\"p\",\"status\":\"closed\",\"amount\":\"1.0001\",\"currency\":\"EGP\"}`",
                "currency | `{\"id\":\"p\",\"status\":\"closed\",\"amount\":1,\"currency\":\"XXX\"}`",
                "status | `{\"id\":\"p\",\"status\":\"paused\",\"amount\":\"1\",\"currency\":\"AED\"}`",
                "status | `{\"id\":\"p\",\"status\":\"ON_HOLD\",\"amount\":\"1\",\"currency\":\"EGP\"}`",
                "status | `{\"dispute_id\":\"d\",\"payment_id\":\"p\",\"status\":\"lost\",\"amount\":\"1\",\"currency\":\"AED\"}`",
                "currency | `{\"dispute_id\":\"d\",\"payment_id\":\"p\",\"status\":\"pending\",\"amount\":\"1\",\"currency\":\"EGP\"}`",
                "$ | `{\"event\":\"token.created\",\"token\":\"t\"}`",
                "$ | `{\"id\":\"tok_1\",\"type\":\"token\",\"status\":\"active\",\"token\":{\"id\":\"t\"}}`",
            })
    void distinguishesTheUnknownFromTheInvalid(String field, String body) {
        assertThat(parser.parse(bytes(body)))
                .isInstanceOfSatisfying(
                        ParsedWebhook.Unknown.class,
                        unknown -> assertThat(unknown.what().field()).isEqualTo(field));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "amount | `{\"id\":\"p\",\"status\":\"closed\",\"amount\":\"abc\",\"currency\":\"EGP\"}`",
                "amount | `{\"id\":\"p\",\"status\":\"paused\",\"currency\":\"AED\"}`",
                "currency | `{\"id\":\"p\",\"status\":\"paused\",\"amount\":\"1\"}`",
                "id | `{\"id\":\"\",\"status\":\"paused\",\"amount\":\"1\",\"currency\":\"AED\"}`",
                "payment_id | `{\"dispute_id\":\"d\",\"status\":\"lost\",\"amount\":\"1\",\"currency\":\"AED\"}`",
            })
    void refusesAnUnknownValueNextToAnInvalidOne(String field, String body) {
        assertThat(invalid(bytes(body)).field()).isEqualTo(field);
    }

    @Test
    void namesTheStatusesOfADispute() {
        assertThat(
                        invalid(
                                        bytes(
                                                "{\"dispute_id\":\"d\",\"payment_id\":\"p\",\"status\":\"a b\","
                                                        + "\"amount\":\"1\",\"currency\":\"AED\"}"))
                                .detail())
                .isEqualTo(
                        "The field status is not a dispute status of Tabby; it must be pending,"
                                + " arbitration, evidence_merchant, approved, declined or cancelled.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"id\":\"p\"}",
                "{\"event\":\"payment\",\"id\":\"p\",\"status\":\"closed\"}",
                "{\"event\":\"payment\",\"amount\":\"1\"}",
            })
    void refusesABodyThatLacksFieldsOfAPayment(String body) {
        assertThat(invalid(bytes(body)).reason()).isEqualTo("is missing");
    }

    @ParameterizedTest
    @CsvSource({"id, 128", "order.reference_id, 255", "refunds[0].reason, 4096"})
    void refusesTooLongText(String field, int maxChars) {
        assertThat(parser.parse(withText(field, maxChars)))
                .isInstanceOf(ParsedWebhook.ValidPayment.class);
        assertInvalid(
                withText(field, maxChars + 1),
                field,
                "is longer than %d characters".formatted(maxChars));
    }

    @Test
    void refusesTooManyCaptures() {
        assertThat(parser.parse(withCaptures(1_000)))
                .isInstanceOf(ParsedWebhook.ValidPayment.class);
        assertThat(invalid(withCaptures(1_001)).field()).isEqualTo("captures");
    }

    @Test
    void refusesADuplicateNameAtAnyDepth() {
        assertInvalid(bytes("{\"id\":\"a\",\"id\":\"b\"}"), "$", "has a duplicate member");
        assertInvalid(
                paymentWith("\"meta\":{\"x\":[{\"a\":1,\"\\u0061\":2}]}"),
                "$",
                "has a duplicate member");
    }

    @Test
    void refusesTooDeepNesting() {
        assertThat(parser.parse(paymentWith(nested(31))))
                .isInstanceOf(ParsedWebhook.ValidPayment.class);
        assertThat(invalid(paymentWith(nested(32))).reason())
                .startsWith("is nested deeper than 32");
        assertThat(invalid(bytes("[".repeat(100_000))).field()).isEqualTo("$");
        assertThat(invalid(bytes("{\"a\":".repeat(50_000))).field()).isEqualTo("$");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE"})
    void refusesOtherEncodings(Charset encoding) {
        assertInvalid(Samples.PAYMENT.getBytes(encoding), "$", "is not UTF-8");
    }

    @Test
    void refusesInvalidUtf8EvenInASkippedField() {
        for (var broken :
                new String[] {"\u00C0\u0080", "\u00ED\u00A0\u0080", "\u00FF", "\u00E2\u0082"}) {
            var body = "{\"x\":\"" + broken + "\",\"id\":\"p\"}";
            assertInvalid(body.getBytes(ISO_8859_1), "$", "is not UTF-8");
        }
    }

    @Test
    void neverQuotesTheBody() {
        for (var body :
                new String[] {
                    "{\"SECRET\":1,\"SECRET\":2}",
                    "{\"id\":SECRET}",
                    "{SECRET",
                    "SECRET",
                    "{\"id\":\"p\",\"status\":\"SECRET 1\"}",
                    "{\"id\":\"p\",\"status\":\"closed\",\"currency\":\"SECRET\"}",
                    "{\"id\":\"p\",\"status\":\"closed\",\"currency\":\"AED\",\"amount\":\"SECRET\"}",
                }) {
            assertThat(invalid(bytes(body)).toString()).doesNotContain("SECRET");
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`\"id\":\"\"` | The field id is empty; it must be 1 to 128 printable characters.",
                "`\"status\":null` | The field status is missing; it must be created, authorized,"
                        + " expired, rejected or closed.",
                "`\"currency\":null` | The field currency is missing; it must be AED, SAR, KWD, BHD"
                        + " or QAR.",
                "`\"amount\":null` | The field amount is missing; it must be a decimal number of 0 or"
                        + " more, such as 150.00.",
                "`\"is_test\":1` | The field is_test is neither true nor false.",
                "`\"x\":}` | The body is not JSON, at line 1, column 76; it must be one JSON object"
                        + " in UTF-8.",
            })
    void detailSaysWhatIsInvalidWhyAndWhatIsAccepted(String content, String detail) {
        assertThat(invalid(paymentWith(content)).detail()).isEqualTo(detail);
    }

    private void assertInvalid(byte[] body, String field, String reason) {
        var invalid = invalid(body);
        assertThat(invalid.field()).isEqualTo(field);
        assertThat(invalid.reason()).isEqualTo(reason);
    }

    private ParsedWebhook.Invalid invalid(byte[] body) {
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
