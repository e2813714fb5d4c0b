package io.paycast.settings;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.util.unit.DataSize;

/**
 * Formats values as a user would write them in a setting: in the largest unit that leaves a whole
 * number, such as {@code 90s}, {@code 7d} or {@code 256KB}.
 */
public final class SettingFormat {

    private static final Map<String, Duration> TIME_UNITS = new LinkedHashMap<>();
    private static final Map<String, DataSize> SIZE_UNITS = new LinkedHashMap<>();

    static {
        TIME_UNITS.put("d", ChronoUnit.DAYS.getDuration());
        TIME_UNITS.put("h", ChronoUnit.HOURS.getDuration());
        TIME_UNITS.put("m", ChronoUnit.MINUTES.getDuration());
        TIME_UNITS.put("s", ChronoUnit.SECONDS.getDuration());
        TIME_UNITS.put("ms", ChronoUnit.MILLIS.getDuration());
        TIME_UNITS.put("us", ChronoUnit.MICROS.getDuration());
        SIZE_UNITS.put("GB", DataSize.ofGigabytes(1));
        SIZE_UNITS.put("MB", DataSize.ofMegabytes(1));
        SIZE_UNITS.put("KB", DataSize.ofKilobytes(1));
    }

    private SettingFormat() {}

    /** Formats a duration. */
    public static String text(Duration value) {
        if (value.isZero()) {
            return "0s";
        }
        for (var unit : TIME_UNITS.entrySet()) {
            long count = value.dividedBy(unit.getValue());
            if (value.equals(unit.getValue().multipliedBy(count))) {
                return count + unit.getKey();
            }
        }
        return value.toNanos() + "ns";
    }

    /** Formats a size. */
    public static String text(DataSize value) {
        long bytes = value.toBytes();
        for (var unit : SIZE_UNITS.entrySet()) {
            long unitBytes = unit.getValue().toBytes();
            if (bytes != 0 && bytes % unitBytes == 0) {
                return bytes / unitBytes + unit.getKey();
            }
        }
        return bytes + "B";
    }
}
