package io.paycast.events.tabby;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/**
 * Parses the body of a webhook strictly. The body must be one JSON object (RFC 8259) in UTF-8, of
 * bounded depth, without duplicate names and without trailing content. A UTF-8 byte order mark is
 * skipped, as RFC 8259 allows.
 *
 * <p>Thread-safe. No body makes it throw.
 */
public final class TabbyParser {

    static final int MAX_DEPTH = 32;

    private static final String BODY = ParsedWebhook.Invalid.BODY;
    private static final String BODY_REQUIREMENT = "must be one JSON object in UTF-8";
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private final JsonFactory factory =
            JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxNumberLength(1_000)
                                    .maxNameLength(1_000)
                                    .build())
                    .build();

    /** Returns the payment or dispute, or what is unknown or invalid. */
    public ParsedWebhook parse(byte[] body) {
        if (body.length == 0) {
            return new ParsedWebhook.Invalid(BODY, "is empty", BODY_REQUIREMENT);
        }
        if (!isUtf8(body)) {
            return new ParsedWebhook.Invalid(BODY, "is not UTF-8", BODY_REQUIREMENT);
        }
        int start = startsWithByteOrderMark(body) ? BYTE_ORDER_MARK.length : 0;
        try (var json =
                factory.createParser(ObjectReadContext.empty(), body, start, body.length - start)) {
            return read(json);
        } catch (InvalidFieldException e) {
            return e.toInvalid();
        } catch (StreamConstraintsException e) {
            return new ParsedWebhook.Invalid(
                    BODY,
                    "is nested deeper than %d, or has a name or number of more than 1000 characters"
                            .formatted(MAX_DEPTH),
                    "");
        } catch (JacksonException e) {
            return new ParsedWebhook.Invalid(BODY, reason(e), BODY_REQUIREMENT);
        }
    }

    private static ParsedWebhook read(JsonParser json) throws InvalidFieldException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new InvalidFieldException(BODY, "is not a JSON object", BODY_REQUIREMENT);
        }
        var raw = new RawWebhookReader(json).read();
        if (json.nextToken() != null) {
            throw new InvalidFieldException(BODY, "continues after its end", BODY_REQUIREMENT);
        }
        return raw.validate();
    }

    /** Describes a syntax error without quoting the body, unlike Jackson's own message. */
    private static String reason(JacksonException e) {
        var message = e.getOriginalMessage();
        if (message != null && message.startsWith("Duplicate")) {
            return "has a duplicate member";
        }
        var where = e.getLocation();
        return where == null
                ? "is not JSON"
                : "is not JSON, at line %d, column %d"
                        .formatted(where.getLineNr(), where.getColumnNr());
    }

    private static boolean startsWithByteOrderMark(byte[] body) {
        return body.length >= BYTE_ORDER_MARK.length
                && Arrays.equals(
                        body,
                        0,
                        BYTE_ORDER_MARK.length,
                        BYTE_ORDER_MARK,
                        0,
                        BYTE_ORDER_MARK.length);
    }

    /**
     * Jackson would also accept UTF-16, UTF-32 and overlong UTF-8. UTF-16 and UTF-32 are recognised
     * by a zero byte, which JSON in UTF-8 never holds.
     */
    private static boolean isUtf8(byte[] body) {
        for (byte b : body) {
            if (b <= 0) {
                return b != 0 && decodes(body);
            }
        }
        return true;
    }

    private static boolean decodes(byte[] body) {
        try {
            var text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return text.chars().noneMatch(c -> c == 0);
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
