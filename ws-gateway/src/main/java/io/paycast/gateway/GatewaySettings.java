package io.paycast.gateway;

import io.paycast.gateway.cluster.Heartbeat;
import io.paycast.gateway.cursor.CursorKeys;
import io.paycast.settings.Base64Key;
import io.paycast.settings.SettingChecks;
import io.paycast.settings.SettingFormat;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.unit.DataSize;

/**
 * The gateway's settings, in groups. A group binds properties named {@code paycast.gateway.NAME},
 * where NAME is the name that the component is annotated with, or its own in kebab case. An invalid
 * value aborts startup.
 */
public record GatewaySettings(
        Cluster cluster,
        Ledger ledger,
        Journal journal,
        Limits limits,
        Subjects subjects,
        Replay replay,
        Sockets sockets) {

    private static final String PREFIX = "paycast.gateway";

    /**
     * What connects this gateway with the others.
     *
     * @param cursorKey the key that seals and opens cursors: 32 bytes in Base64, the same on every
     *     gateway
     * @param previousCursorKey a second key that only opens cursors, while the key is rotated; null
     *     or empty for none
     * @param advertisedUrl where other gateways reach this one over HTTP; by default the address
     *     from which this gateway reaches the broker
     */
    @ConfigurationProperties(PREFIX)
    public record Cluster(
            @Nullable String cursorKey,
            @Nullable String previousCursorKey,
            @Nullable URI advertisedUrl) {

        public Cluster {
            cursorKeys(cursorKey, previousCursorKey);
            SettingChecks.require(
                    advertisedUrl == null || Heartbeat.isHttp(advertisedUrl),
                    name("advertised-url")
                            + " must be an http or https URL without user, query and fragment,"
                            + " such as http://10.0.0.7:8082, but is %s.".formatted(advertisedUrl));
        }

        /** The keys that seal and open cursors. */
        public CursorKeys cursorKeys() {
            return cursorKeys(cursorKey, previousCursorKey);
        }

        /** Leaves out the keys. */
        @Override
        public String toString() {
            return "Cluster[advertisedUrl=" + advertisedUrl + "]";
        }

        private static CursorKeys cursorKeys(@Nullable String current, @Nullable String previous) {
            byte[] currentKey = parse("cursor-key", current);
            return new CursorKeys(
                    currentKey,
                    previous == null || previous.isBlank()
                            ? null
                            : parse("previous-cursor-key", previous));
        }

        private static byte[] parse(String property, @Nullable String key) {
            return Base64Key.parse(name(property), key, "Set the same key on every gateway.");
        }
    }

    /**
     * What the gateway remembers of payments.
     *
     * @param window how far back the gateway reads when it starts
     * @param warmUp how long a payment is held after its last event, and so how long repeated
     *     events are recognised. The first part of the window, and what a replay reads before the
     *     first missed record, are read only for that
     * @param maxPayments the most payments in the ledger
     */
    @ConfigurationProperties(PREFIX)
    public record Ledger(
            @DefaultValue("90m") Duration window,
            @DefaultValue("1h") Duration warmUp,
            @DefaultValue("250000") int maxPayments) {

        public Ledger {
            SettingChecks.require(
                    !warmUp.isNegative() && warmUp.compareTo(window) < 0,
                    "%s must be 0s or more and shorter than %s, which is %s, but is %s."
                            .formatted(
                                    name("warm-up"),
                                    name("window"),
                                    SettingFormat.text(window),
                                    SettingFormat.text(warmUp)));
            SettingChecks.requirePositive(name("max-payments"), maxPayments);
        }
    }

    /**
     * The memory for recent updates, outside the heap.
     *
     * @param size the memory of all chunks together
     * @param chunk the unit of eviction; a power of two is best
     */
    @ConfigurationProperties(PREFIX)
    public record Journal(
            @Name("journal-size") @DefaultValue("64MB") DataSize size,
            @Name("journal-chunk") @DefaultValue("1MB") DataSize chunk) {

        public Journal {
            SettingChecks.requireBetween(
                    name("journal-chunk"),
                    chunk,
                    DataSize.ofKilobytes(64),
                    DataSize.ofMegabytes(64));
            SettingChecks.require(
                    size.toBytes() >= 2 * chunk.toBytes(),
                    "%s must be at least twice %s, which is %s, but is %s."
                            .formatted(
                                    name("journal-size"),
                                    name("journal-chunk"),
                                    SettingFormat.text(chunk),
                                    SettingFormat.text(size)));
        }
    }

    /**
     * What clients may use.
     *
     * @param maxConnections sockets of this gateway; further upgrades get 503
     * @param maxConnectionsPerAddress sockets of one client address; further upgrades get 429
     * @param attemptsPerAddressPerMinute attempts to connect of one client address: as many at
     *     once, and as many in each minute after that; further ones get 429
     * @param maxHttpConnections connections that are not sockets, or not yet; one address has at
     *     most half of them. Further ones are closed
     * @param messagesPerMinute messages from one socket in any minute; more close it with 4429 and
     *     ban the user
     * @param ban how long that user is banned at that address
     * @param maxMessage the size of one message from a client; a larger one closes the socket with
     *     1009
     * @param maxReplays concurrent replays from Kafka; further ones wait
     */
    @ConfigurationProperties(PREFIX)
    public record Limits(
            @DefaultValue("100000") int maxConnections,
            @DefaultValue("10000") int maxConnectionsPerAddress,
            @DefaultValue("30000") int attemptsPerAddressPerMinute,
            @DefaultValue("20000") int maxHttpConnections,
            @DefaultValue("10000") int messagesPerMinute,
            @DefaultValue("1m") Duration ban,
            @DefaultValue("64KB") DataSize maxMessage,
            @Name("replays-at-once") @DefaultValue("4") int maxReplays) {

        public Limits {
            SettingChecks.requirePositive(name("max-connections"), maxConnections);
            SettingChecks.requirePositive(
                    name("max-connections-per-address"), maxConnectionsPerAddress);
            SettingChecks.requirePositive(
                    name("attempts-per-address-per-minute"), attemptsPerAddressPerMinute);
            SettingChecks.requirePositive(name("max-http-connections"), maxHttpConnections);
            SettingChecks.requirePositive(name("messages-per-minute"), messagesPerMinute);
            SettingChecks.requirePositive(name("ban"), ban);
            SettingChecks.requireBetween(
                    name("max-message"),
                    maxMessage,
                    DataSize.ofKilobytes(1),
                    DataSize.ofMegabytes(16));
            SettingChecks.requirePositive(name("replays-at-once"), maxReplays);
        }
    }

    /**
     * What the sockets of one subject may use, and what all subjects share.
     *
     * @param maxConnectionsPerUser sockets of one user; further upgrades get 429
     * @param maxConnectionsPerCustomer sockets of one customer; further upgrades get 429
     * @param maxCustomerMessage the size of one message from a customer; a larger one closes the
     *     socket with 1009
     * @param maxTokenMemory the memory for the orders in customers' tokens
     * @param maxFilterMemory the memory for the other names of orders and payments in filters
     * @param maxBufferMemory the memory for unfinished messages and for replies that clients do not
     *     read. One client address has at most a quarter of each memory, and one subject a seventh
     */
    @ConfigurationProperties(PREFIX)
    public record Subjects(
            @DefaultValue("10000") int maxConnectionsPerUser,
            @DefaultValue("20") int maxConnectionsPerCustomer,
            @DefaultValue("16KB") DataSize maxCustomerMessage,
            @DefaultValue("64MB") DataSize maxTokenMemory,
            @DefaultValue("64MB") DataSize maxFilterMemory,
            @DefaultValue("64MB") DataSize maxBufferMemory) {

        private static final DataSize MIN_MEMORY = DataSize.ofMegabytes(1);
        private static final DataSize MAX_MEMORY = DataSize.ofGigabytes(64);

        public Subjects {
            SettingChecks.requirePositive(name("max-connections-per-user"), maxConnectionsPerUser);
            SettingChecks.requirePositive(
                    name("max-connections-per-customer"), maxConnectionsPerCustomer);
            SettingChecks.requireBetween(
                    name("max-customer-message"),
                    maxCustomerMessage,
                    DataSize.ofKilobytes(1),
                    DataSize.ofMegabytes(16));
            SettingChecks.requireBetween(
                    name("max-token-memory"), maxTokenMemory, MIN_MEMORY, MAX_MEMORY);
            SettingChecks.requireBetween(
                    name("max-filter-memory"), maxFilterMemory, MIN_MEMORY, MAX_MEMORY);
            SettingChecks.requireBetween(
                    name("max-buffer-memory"), maxBufferMemory, MIN_MEMORY, MAX_MEMORY);
        }
    }

    /**
     * What replays from Kafka may use.
     *
     * @param maxPayments payments that all replays together remember, besides 1,000 of each
     * @param maxCustomerRecords records that a replay reads for a customer token; if it takes more,
     *     the customer receives the current state of its orders instead
     * @param maxWait how long a replay may wait for its client while another waits for its place
     */
    @ConfigurationProperties(PREFIX)
    public record Replay(
            @Name("replay-max-payments") @DefaultValue("250000") int maxPayments,
            @Name("replay-max-customer-records") @DefaultValue("200000") int maxCustomerRecords,
            @Name("replay-max-wait") @DefaultValue("30s") Duration maxWait) {

        public Replay {
            SettingChecks.requirePositive(name("replay-max-payments"), maxPayments);
            SettingChecks.requirePositive(name("replay-max-customer-records"), maxCustomerRecords);
            SettingChecks.requirePositive(name("replay-max-wait"), maxWait);
        }
    }

    /**
     * How sockets open and close.
     *
     * @param allowedOrigins origins whose pages may connect: patterns such as {@code
     *     https://*.shop.example}, or {@code *} for all; pages of the gateway's own host always may
     * @param pingInterval the interval of pings; a client that is silent for two intervals is
     *     disconnected
     * @param handshakeTimeout the time for an upgrade, from the headers of its request to the
     *     response
     * @param closeTimeout the time for a client to answer a close
     * @param drain how long the closing of sockets is spread when the gateway shuts down
     */
    @ConfigurationProperties(PREFIX)
    public record Sockets(
            @DefaultValue List<String> allowedOrigins,
            @DefaultValue("25s") Duration pingInterval,
            @DefaultValue("10s") Duration handshakeTimeout,
            @DefaultValue("5s") Duration closeTimeout,
            @DefaultValue("10s") Duration drain) {

        public Sockets {
            SettingChecks.requireOrigins(name("allowed-origins"), allowedOrigins);
            SettingChecks.requirePositive(name("ping-interval"), pingInterval);
            SettingChecks.requirePositive(name("handshake-timeout"), handshakeTimeout);
            SettingChecks.requirePositive(name("close-timeout"), closeTimeout);
            SettingChecks.require(
                    !drain.isNegative(),
                    "%s must be 0s or more, but is %s."
                            .formatted(name("drain"), SettingFormat.text(drain)));
        }
    }

    private static String name(String property) {
        return PREFIX + "." + property;
    }
}
