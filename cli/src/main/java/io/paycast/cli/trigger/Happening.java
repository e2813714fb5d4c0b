package io.paycast.cli.trigger;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What can happen to a payment that Tabby sends a webhook about. */
enum Happening {
    AUTHORIZED,
    CAPTURED,
    CLOSED,
    REFUNDED,
    REJECTED,
    EXPIRED;

    /** As it is typed. */
    String typed() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What usually comes next, for the hint at the end. */
    Happening next() {
        return switch (this) {
            case AUTHORIZED -> CAPTURED;
            case CAPTURED -> CLOSED;
            case CLOSED, REFUNDED -> REFUNDED;
            case REJECTED, EXPIRED -> this;
        };
    }

    /** Reads one without regard to case. */
    static final class Reader implements ITypeConverter<Happening> {
        @Override
        public Happening convert(String typed) {
            return Arrays.stream(values())
                    .filter(it -> it.typed().equalsIgnoreCase(typed))
                    .findFirst()
                    .orElseThrow(() ->
                            new TypeConversionException(
                                    "'%s' is none of %s".formatted(typed, all())));
        }

        private static String all() {
            return Arrays.stream(values()).map(Happening::typed).collect(Collectors.joining(", "));
        }
    }
}
