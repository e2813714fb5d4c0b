package io.paycast.tabby.scenario;

import java.time.Duration;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;

/** Times as scenario files write them: 30s, 20m, 3h or 21d. */
final class Durations {

    private static final Pattern FORM = Pattern.compile("(\\d{1,6})([smhd])");
    private static final Duration MAX = Duration.ofDays(400);

    private Durations() {}

    static Duration read(Node node, String text) throws InvalidScenarioException {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw YamlFields.invalid(node, "a time must be like 30s, 20m, 3h or 21d");
        }
        long number = Long.parseLong(matcher.group(1));
        var duration =
                switch (matcher.group(2)) {
                    case "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                };
        if (duration.compareTo(MAX) > 0) {
            throw YamlFields.invalid(node, "a time must be at most 400d");
        }
        return duration;
    }
}
