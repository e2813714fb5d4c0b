package io.paycast.cli.trigger;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What can happen to a payment that Tabby sends a webhook about. */
enum PaymentEventType {
    AUTHORIZED,
    CAPTURED,
    CLOSED,
    REFUNDED,
    REJECTED,
    EXPIRED;

    /** The name as typed on the command line, in lower case. */
    String argument() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What usually comes next, for the hint at the end. */
    PaymentEventType next() {
        return switch (this) {
            case AUTHORIZED -> CAPTURED;
            case CAPTURED -> CLOSED;
            case CLOSED, REFUNDED -> REFUNDED;
            case REJECTED, EXPIRED -> this;
        };
    }

    /** Reads one without regard to case. */
    static final class Converter implements ITypeConverter<PaymentEventType> {
        @Override
        public PaymentEventType convert(String argument) {
            return Arrays.stream(values())
                    .filter(it -> it.argument().equalsIgnoreCase(argument))
                    .findFirst()
                    .orElseThrow(() ->
                            new TypeConversionException(
                                    "'%s' is none of %s".formatted(argument, accepted())));
        }

        private static String accepted() {
            return Arrays.stream(values())
                    .map(PaymentEventType::argument)
                    .collect(Collectors.joining(", "));
        }
    }
}
