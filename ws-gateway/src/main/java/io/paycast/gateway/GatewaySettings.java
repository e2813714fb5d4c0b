package io.paycast.gateway;

import io.paycast.gateway.cluster.Heartbeat;
import io.paycast.gateway.cursor.CursorSeal;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The gateway's settings, and the one place for its limits.
 *
 * @param cursorKey what cursors are sealed with: 32 bytes in Base64, the same on every gateway
 * @param allowedOrigins the pages that may connect: patterns such as {@code
 *     https://*.shop.example}, or {@code *} for all; a page of the gateway's own host always may
 * @param advertisedUrl where other gateways reach this one over HTTP; where it is not given, by the
 *     address by which it reaches the broker
 * @param window how far back a gateway reads when it starts, and how long repeats are recognised
 * @param warmUp the first part of the window, which is read only to recognise repeats
 * @param maxPayments how many payments are remembered at most
 * @param journalSize what the frames of the latest updates may take up
 * @param journalChunk what is evicted from the journal at once; a power of two is best
 * @param replaysAtOnce how many clients are read to from Kafka at once; the others wait
 * @param maxConnections in all; more are answered 503
 * @param maxConnectionsPerAddress of one client address; more are answered 429
 * @param messagesPerMinute that a connection may send; more end it with 4429 and a ban
 * @param ban how long a subject stays out at an address after that
 * @param maxMessage what a client may send at once; more ends the connection with 1009
 * @param pingInterval how often the gateway pings; a client that is silent for two intervals is
 *     gone
 * @param handshakeTimeout how long the first request of a connection may take, upgrade included
 * @param closeTimeout how long a client may take to answer a close
 * @param drain how long the sockets are closed over when the gateway stops
 */
@ConfigurationProperties("paycast.gateway")
public record GatewaySettings(
        @Nullable String cursorKey,
        @DefaultValue List<String> allowedOrigins,
        @Nullable URI advertisedUrl,
        @DefaultValue("1h") Duration window,
        @DefaultValue("30m") Duration warmUp,
        @DefaultValue("250000") int maxPayments,
        @DefaultValue("64MB") DataSize journalSize,
        @DefaultValue("1MB") DataSize journalChunk,
        @DefaultValue("4") int replaysAtOnce,
        @DefaultValue("100000") int maxConnections,
        @DefaultValue("10000") int maxConnectionsPerAddress,
        @DefaultValue("10000") int messagesPerMinute,
        @DefaultValue("1m") Duration ban,
        @DefaultValue("64KB") DataSize maxMessage,
        @DefaultValue("25s") Duration pingInterval,
        @DefaultValue("10s") Duration handshakeTimeout,
        @DefaultValue("5s") Duration closeTimeout,
        @DefaultValue("10s") Duration drain) {

    public GatewaySettings {
        require(cursorKey != null && !cursorKey.isBlank(), "cursor-key", "is missing", KEY_ADVICE);
        require(isKey(cursorKey), "cursor-key", "is not 32 bytes in Base64", KEY_ADVICE);
        require(
                advertisedUrl == null || Heartbeat.isHttp(advertisedUrl),
                "advertised-url",
                "is " + advertisedUrl,
                "Take one such as http://10.0.0.7:8082.");
        require(
                warmUp.compareTo(window) < 0 && !warmUp.isNegative(),
                "warm-up",
                "is " + warmUp,
                "It must be shorter than paycast.gateway.window, which is " + window + ".");
        require(
                journalChunk.toBytes() >= 64 * 1024 && journalChunk.toBytes() <= 64 * 1024 * 1024,
                "journal-chunk",
                "is " + journalChunk,
                "Take 64KB to 64MB.");
        require(
                journalSize.toBytes() >= 2 * journalChunk.toBytes(),
                "journal-size",
                "is " + journalSize,
                "It must hold at least two of paycast.gateway.journal-chunk.");
        requirePositive(maxPayments, "max-payments");
        requirePositive(replaysAtOnce, "replays-at-once");
        requirePositive(maxConnections, "max-connections");
        requirePositive(maxConnectionsPerAddress, "max-connections-per-address");
        requirePositive(messagesPerMinute, "messages-per-minute");
        require(
                maxMessage.toBytes() >= 1024 && maxMessage.toBytes() <= 16 * 1024 * 1024,
                "max-message",
                "is " + maxMessage,
                "Take 1KB to 16MB.");
        requirePositive(ban, "ban");
        requirePositive(pingInterval, "ping-interval");
        requirePositive(handshakeTimeout, "handshake-timeout");
        requirePositive(closeTimeout, "close-timeout");
        require(!drain.isNegative(), "drain", "is negative", "Take 0s or more.");
    }

    private static final String KEY_ADVICE =
            "Make one with \"openssl rand -base64 32\" and give every gateway the same.";

    /** The cursor key's bytes. */
    public byte[] cursorKeyBytes() {
        return cursorKey == null ? new byte[0] : Base64.getDecoder().decode(cursorKey);
    }

    /** All but the key. */
    @Override
    public String toString() {
        return "GatewaySettings[window=" + window + ", journalSize=" + journalSize + ", …]";
    }

    private static boolean isKey(@Nullable String text) {
        try {
            return text != null && Base64.getDecoder().decode(text).length == CursorSeal.KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void requirePositive(int value, String name) {
        require(value > 0, name, "is " + value, "Take 1 or more.");
    }

    private static void requirePositive(Duration value, String name) {
        require(
                !value.isNegative() && !value.isZero(),
                name,
                "is " + value,
                "Take a time such as 10s.");
    }

    private static void require(boolean good, String name, String wrong, String advice) {
        if (!good) {
            throw new IllegalArgumentException(
                    "paycast.gateway.%s %s. %s".formatted(name, wrong, advice));
        }
    }
}
