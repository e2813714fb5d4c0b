package io.paycast.cli.status;

import io.paycast.cli.server.Printable;
import io.paycast.cli.status.StatusTable.Cell;
import io.paycast.cli.status.StatusTable.Tone;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.JsonNode;

/**
 * Renders the health and the statistics of a Paycast for a terminal. Counts and rates are those of
 * all gateways together; latency, lag and journal are those of the gateway with the highest value.
 */
final class StatusScreen {

    private static final double NEAR_LIMIT = 0.8;
    private static final Set<String> EXPECTED_CLOSES = Set.of("1000", "1001");
    private static final double KIB = 1 << 10;
    private static final double MIB = 1 << 20;

    private final boolean colour;

    StatusScreen(boolean colour) {
        this.colour = colour;
    }

    /** The part that needs no login: what is up. */
    String health(URI base, JsonNode health, ServiceState ingest, ServiceState auth) {
        boolean up = health.path("status").asString("").equals("UP");
        var address = Printable.of(base.toString());
        return new StatusTable(colour)
                .line("Paycast at %s is %s.".formatted(address, up ? "up" : "not ready"))
                .line("")
                .row(
                        "Services",
                        List.of(
                                new Cell(
                                        up ? "gateway up" : "gateway not ready",
                                        up ? Tone.OK : Tone.ERROR),
                                service("ingest", ingest),
                                service("auth", auth)))
                .row(
                        "Kafka",
                        List.of(
                                feed(health.path("feed").asString("")),
                                lag(health.path("kafkaLag").asLong(0))))
                .toString();
    }

    /** The part for users with the scope {@code stats:read}. */
    String stats(JsonNode stats, Instant now) {
        var cluster = stats.path("cluster");
        var all = cluster.isObject() ? cluster : stats;
        var gateways =
                cluster.path("gateways").isEmpty()
                        ? List.of(stats)
                        : cluster.path("gateways").valueStream().toList();
        var table = new StatusTable(colour);
        table.row("Sockets", sockets(all.path("connections").asDouble(0), gateways));
        table.row("Rates", rates(all.path("ratesPerSecond")));
        table.row("Latency", latency(gateways));
        table.row("Journal", journal(gateways));
        table.row("Replays", replays(gateways));
        table.row("Total", totals(all.path("counts")));
        table.row("Refused", nonZero(all.path("refusedByReason")));
        table.row("Closed", nonZero(all.path("closedByCode")));
        table.line("");
        gateways(table, gateways, now);
        if (!all.path("complete").asBoolean(true)) {
            table.line("The list may be incomplete: this gateway receives no heartbeats now.");
        }
        return table.toString();
    }

    private static Cell service(String name, ServiceState state) {
        var tone =
                switch (state) {
                    case UP -> Tone.OK;
                    case DOWN -> Tone.ERROR;
                    case ELSEWHERE -> Tone.PLAIN;
                };
        return new Cell("%s %s".formatted(name, state), tone);
    }

    private static Cell feed(String status) {
        return switch (status) {
            case "LIVE" -> new Cell("connected", Tone.OK);
            case "CATCHING_UP" -> new Cell("catching up", Tone.WARNING);
            case "CONNECTING" -> new Cell("not reachable", Tone.ERROR);
            case "STOPPED" -> new Cell("stopped", Tone.WARNING);
            default -> new Cell("unknown", Tone.WARNING);
        };
    }

    private static Cell lag(long records) {
        return new Cell(
                "lag %s".formatted(count(records, "record")),
                records == 0 ? Tone.PLAIN : Tone.WARNING);
    }

    private static List<Cell> sockets(double open, List<JsonNode> gateways) {
        double limit = sum(gateways, gateway -> level(gateway, "maxConnections"));
        double busiest = max(gateways, gateway -> level(gateway, "connectionsOfBusiestAddress"));
        double addressLimit = max(gateways, gateway -> level(gateway, "maxConnectionsOfAnAddress"));
        return List.of(
                limited(
                        "%s of %s open".formatted(number((long) open), number((long) limit)),
                        open,
                        limit),
                limited(
                        "%s of %s from one address"
                                .formatted(number((long) busiest), number((long) addressLimit)),
                        busiest,
                        addressLimit));
    }

    private static Cell limited(String text, double value, double limit) {
        return new Cell(text, limit > 0 && value >= NEAR_LIMIT * limit ? Tone.WARNING : Tone.PLAIN);
    }

    private static List<Cell> rates(JsonNode perSecond) {
        return List.of(
                Cell.plain(decimal(perSecond.path("updates").asDouble(0)) + " updates/s"),
                Cell.plain(decimal(perSecond.path("writes").asDouble(0)) + " writes/s"),
                Cell.plain(decimal(perSecond.path("writtenBytes").asDouble(0) / KIB) + " KiB/s"));
    }

    private static List<Cell> latency(List<JsonNode> gateways) {
        if (sum(gateways, gateway -> latency(gateway, "count")) == 0) {
            return List.of(Cell.plain("no updates in the last minute"));
        }
        var cells = new ArrayList<Cell>();
        for (var quantile : List.of("p50", "p99", "max")) {
            double millis = max(gateways, gateway -> latency(gateway, quantile));
            cells.add(Cell.plain("%s %s ms".formatted(quantile, decimal(millis))));
        }
        return cells;
    }

    private static List<Cell> journal(List<JsonNode> gateways) {
        double bytes = max(gateways, gateway -> level(gateway, "journalBytes"));
        double limit = max(gateways, gateway -> level(gateway, "maxJournalBytes"));
        double oldest = max(gateways, gateway -> level(gateway, "journalOldestMillis"));
        return List.of(
                Cell.plain("%s of %s MiB".formatted(decimal(bytes / MIB), decimal(limit / MIB))),
                Cell.plain(
                        bytes == 0
                                ? "empty"
                                : "oldest " + duration(Duration.ofMillis((long) oldest))));
    }

    private static List<Cell> replays(List<JsonNode> gateways) {
        long running = (long) sum(gateways, gateway -> level(gateway, "replaysRunning"));
        long waiting = (long) sum(gateways, gateway -> level(gateway, "replaysWaiting"));
        return List.of(
                Cell.plain(number(running) + " running"),
                new Cell(number(waiting) + " waiting", waiting > 0 ? Tone.WARNING : Tone.PLAIN));
    }

    private static List<Cell> totals(JsonNode counts) {
        var cells = new ArrayList<Cell>();
        cells.add(Cell.plain(count(counts.path("records").asLong(0), "record")));
        cells.add(Cell.plain(count(counts.path("updates").asLong(0), "update")));
        cells.add(Cell.plain(count(counts.path("duplicates").asLong(0), "repeat")));
        warnIfAny(cells, counts.path("poison").asLong(0), "invalid record");
        warnIfAny(cells, counts.path("bans").asLong(0), "ban");
        return cells;
    }

    private static void warnIfAny(List<Cell> cells, long number, String noun) {
        if (number > 0) {
            cells.add(new Cell(count(number, noun), Tone.WARNING));
        }
    }

    private static List<Cell> nonZero(JsonNode counts) {
        var cells = new ArrayList<Cell>();
        counts.forEachEntry((name, count) -> {
            long times = count.asLong(0);
            if (times != 0) {
                var tone = EXPECTED_CLOSES.contains(name) ? Tone.PLAIN : Tone.WARNING;
                cells.add(new Cell("%s %s".formatted(number(times), reason(name)), tone));
            }
        });
        return cells.isEmpty() ? List.of(Cell.plain("none")) : cells;
    }

    /** A close code with its meaning, or a reason's name split into words. */
    private static String reason(String name) {
        return switch (name) {
            case "1000" -> "normal (1000)";
            case "1001" -> "drain (1001)";
            case "1002" -> "protocol error (1002)";
            case "1003" -> "binary message (1003)";
            case "1007" -> "invalid UTF-8 (1007)";
            case "1009" -> "too long (1009)";
            case "1011" -> "gateway fault (1011)";
            case "4401" -> "token ended (4401)";
            case "4403" -> "forbidden (4403)";
            case "4408" -> "too slow (4408)";
            case "4429" -> "rate limited (4429)";
            case "lost" -> "connection lost";
            case "badRequest" -> "invalid request";
            case "badToken" -> "invalid token";
            case "noKeys" -> "issuer keys missing";
            case "noUpgrade" -> "not an upgrade";
            default ->
                    Printable.of(name.replaceAll("(?<=[a-z])(?=[A-Z])", " "))
                            .toLowerCase(Locale.ROOT);
        };
    }

    private static void gateways(StatusTable table, List<JsonNode> gateways, Instant now) {
        var columns = "%-10s%8s %10s %9s %9s %8s %12s  %s";
        table.line(
                columns.formatted(
                        "Gateway",
                        "sockets",
                        "updates/s",
                        "p50 ms",
                        "p99 ms",
                        "lag",
                        "journal MiB",
                        "uptime"));
        for (var gateway : gateways) {
            var id = Printable.of(gateway.path("gatewayId").asString("?"));
            table.line(
                    columns.formatted(
                            id.substring(0, Math.min(8, id.length())),
                            number(gateway.path("connections").asLong(0)),
                            decimal(gateway.path("ratesPerSecond").path("updates").asDouble(0)),
                            decimal(latency(gateway, "p50")),
                            decimal(latency(gateway, "p99")),
                            number(gateway.path("kafkaLag").asLong(0)),
                            decimal(level(gateway, "journalBytes") / MIB),
                            uptime(gateway.path("startedAt").asString(""), now)));
        }
    }

    private static String uptime(String startedAt, Instant now) {
        try {
            return duration(Duration.between(Instant.parse(startedAt), now));
        } catch (DateTimeException e) {
            return "?";
        }
    }

    private static double level(JsonNode gateway, String name) {
        return gateway.path("levels").path(name).asDouble(0);
    }

    private static double latency(JsonNode gateway, String quantile) {
        return gateway.path("latencyMillis").path(quantile).asDouble(0);
    }

    private static double sum(List<JsonNode> gateways, ToDoubleFunction<JsonNode> value) {
        return gateways.stream().mapToDouble(value).sum();
    }

    private static double max(List<JsonNode> gateways, ToDoubleFunction<JsonNode> value) {
        return gateways.stream().mapToDouble(value).max().orElse(0);
    }

    private static String count(long number, String noun) {
        return "%s %s%s".formatted(number(number), noun, number == 1 ? "" : "s");
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%,.1f", value);
    }

    private static String duration(Duration time) {
        if (time.toDays() > 0) {
            return "%d d %d h".formatted(time.toDays(), time.toHoursPart());
        }
        if (time.toHours() > 0) {
            return "%d h %d min".formatted(time.toHours(), time.toMinutesPart());
        }
        return time.toMinutes() > 0
                ? "%d min %d s".formatted(time.toMinutes(), time.toSecondsPart())
                : "%d s".formatted(Math.max(0, time.toSeconds()));
    }
}
