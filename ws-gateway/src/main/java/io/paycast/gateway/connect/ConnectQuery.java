package io.paycast.gateway.connect;

import static java.util.stream.Collectors.joining;

import io.paycast.events.References;
import io.paycast.gateway.access.PaymentMode;
import io.paycast.gateway.protocol.ClientMessage;
import io.paycast.gateway.stats.Counters.Refused;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The query of a request for updates. A parameter that cannot be honoured is refused: a client that
 * filters by a misspelled name would otherwise receive everything.
 *
 * @param token the access token; null if the query has none
 * @param start where in the stream the client asks to start
 * @param mode the mode of the payments that the client asks to see
 */
record ConnectQuery(
        @Nullable String token,
        StartPosition start,
        List<String> orders,
        List<String> payments,
        PaymentMode mode) {

    /** The accepted parameters. */
    private enum Parameter {
        TOKEN,
        SINCE,
        REWIND,
        ORDER,
        PAYMENT,
        TEST;

        final String wireName = name().toLowerCase(Locale.ROOT);
    }

    private static final String ACCEPTED =
            Arrays.stream(Parameter.values(), 0, Parameter.values().length - 1)
                            .map(parameter -> parameter.wireName)
                            .collect(joining(", "))
                    + " and "
                    + Parameter.TEST.wireName;

    /** A name that may be repeated to the client and the log. A misplaced token is longer. */
    private static final Pattern SHORT_NAME = Pattern.compile("[A-Za-z0-9_.\\[\\]-]{1,20}");

    /** The outcome of reading a query. */
    sealed interface Read {
        record Valid(ConnectQuery query) implements Read {}

        record Invalid(Refusal refusal) implements Read {}
    }

    private static final class InvalidQueryException extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidQueryException(String detail) {
            super(detail);
        }
    }

    /** Reads the query of a request target. */
    static Read read(String target) {
        try {
            var values = parameters(target);
            var orders = values.getOrDefault(Parameter.ORDER, List.of());
            var payments = values.getOrDefault(Parameter.PAYMENT, List.of());
            if (orders.size() + payments.size() > ClientMessage.MAX_SUBSCRIPTIONS) {
                return new Read.Invalid(
                        Refusal.badRequest(
                                Refused.TOO_MANY_ORDERS,
                                "A request names at most %d orders and payments."
                                        .formatted(ClientMessage.MAX_SUBSCRIPTIONS)));
            }
            require(
                    orders.stream().allMatch(References::isOrder),
                    "order must be 1 to %d printable characters."
                            .formatted(References.MAX_ORDER_CHARS));
            require(
                    payments.stream().allMatch(References::isPayment),
                    "payment must be 1 to %d printable characters."
                            .formatted(References.MAX_PAYMENT_CHARS));
            return new Read.Valid(
                    new ConnectQuery(
                            single(values, Parameter.TOKEN),
                            start(values),
                            orders,
                            payments,
                            mode(single(values, Parameter.TEST))));
        } catch (InvalidQueryException e) {
            return new Read.Invalid(Refusal.badRequest(String.valueOf(e.getMessage())));
        }
    }

    /** The same query, for a client that reconnects with a later cursor than the query's. */
    ConnectQuery resumedAfter(String sealedCursor) {
        return new ConnectQuery(
                token, new StartPosition.After(sealedCursor), orders, payments, mode);
    }

    private static StartPosition start(Map<Parameter, List<String>> values)
            throws InvalidQueryException {
        var since = single(values, Parameter.SINCE);
        var rewind = single(values, Parameter.REWIND);
        require(since == null || !since.isEmpty(), "since must be a cursor.");
        var start = StartPosition.read(since, rewind);
        require(
                start.isPresent(),
                "Send at most one of \"since\" (a cursor) and \"rewind\" (1 to %d)."
                        .formatted(StartPosition.MAX_REWIND));
        return start.orElseThrow();
    }

    private static PaymentMode mode(@Nullable String test) throws InvalidQueryException {
        if (test == null) {
            return PaymentMode.ANY;
        }
        require(test.equals("true") || test.equals("false"), "test must be true or false.");
        return PaymentMode.of(test.equals("true"));
    }

    private static @Nullable String single(Map<Parameter, List<String>> values, Parameter parameter)
            throws InvalidQueryException {
        var all = values.getOrDefault(parameter, List.of());
        require(all.size() <= 1, "%s must be sent at most once.".formatted(parameter.wireName));
        return all.isEmpty() ? null : all.getFirst();
    }

    private static Map<Parameter, List<String>> parameters(String target)
            throws InvalidQueryException {
        require(
                target.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#'),
                "The query must be valid percent-encoding: # and characters outside ASCII are"
                        + " written as %XX.");
        var values = new EnumMap<Parameter, List<String>>(Parameter.class);
        int query = target.indexOf('?');
        if (query < 0) {
            return values;
        }
        for (var pair : target.substring(query + 1).split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                var name = decode(equals < 0 ? pair : pair.substring(0, equals));
                var value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                values.computeIfAbsent(parameter(name), absent -> new ArrayList<>()).add(value);
            }
        }
        return values;
    }

    private static Parameter parameter(String name) throws InvalidQueryException {
        for (var parameter : Parameter.values()) {
            if (parameter.wireName.equals(name)) {
                return parameter;
            }
        }
        var named = SHORT_NAME.matcher(name).matches() ? " \"" + name + "\"" : "";
        throw new InvalidQueryException(
                "The query has an unknown parameter%s. Accepted are %s."
                        .formatted(named, ACCEPTED));
    }

    private static String decode(String text) throws InvalidQueryException {
        try {
            return PercentEncoding.decode(text);
        } catch (CharacterCodingException e) {
            throw new InvalidQueryException(
                    "The query must be valid percent-encoding of UTF-8 text.");
        }
    }

    private static void require(boolean condition, String detail) throws InvalidQueryException {
        if (!condition) {
            throw new InvalidQueryException(detail);
        }
    }

    /** Shows nothing, because the query may contain the token. */
    @Override
    public String toString() {
        return "ConnectQuery[…]";
    }
}
