package io.paycast.cli.trigger;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An event of a payment for which Tabby sends a webhook. The last three need the emulator. */
enum PaymentEventType {
    AUTHORIZED,
    CAPTURED,
    CLOSED,
    REFUNDED,
    REJECTED,
    EXPIRED,
    /** The shop changed the order reference. */
    UPDATED,
    /** The shop closed the payment without a capture. */
    CANCELLED,
    /** The shopper disputes the payment. */
    DISPUTE;

    /** The name as typed on the command line, in lower case. */
    String argument() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether only the emulator, which knows the payment, can send it. */
    boolean needsEmulator() {
        return this == UPDATED || this == CANCELLED || this == DISPUTE;
    }

    /** The usual next event, for the hint after a webhook. */
    PaymentEventType next() {
        return switch (this) {
            case AUTHORIZED, UPDATED -> CAPTURED;
            case CAPTURED -> CLOSED;
            case CLOSED, REFUNDED -> REFUNDED;
            case REJECTED, EXPIRED, CANCELLED, DISPUTE -> this;
        };
    }

    /** Converts a command line argument, ignoring case. */
    static final class Converter implements ITypeConverter<PaymentEventType> {
        @Override
        public PaymentEventType convert(String argument) {
            return Arrays.stream(values())
                    .filter(it -> it.argument().equalsIgnoreCase(argument))
                    .findFirst()
                    .orElseThrow(() ->
                            new TypeConversionException(
                                    "'%s' is not one of %s".formatted(argument, accepted())));
        }

        private static String accepted() {
            return Arrays.stream(values())
                    .map(PaymentEventType::argument)
                    .collect(Collectors.joining(", "));
        }
    }
}
