package io.paycast.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.settings.InvalidSettingException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

class GatewaySettingsTest {

    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private static final String PREVIOUS_KEY = "HxwdHh8YGRobFBUWFxAREhMMDQ4PCAkKCwQFBgcAAQI=";

    /** Every environment variable with a value that is not its default. */
    private static final Map<String, Object> ENVIRONMENT =
            Map.ofEntries(
                    Map.entry("PAYCAST_GATEWAY_CURSOR_KEY", KEY),
                    Map.entry("PAYCAST_GATEWAY_PREVIOUS_CURSOR_KEY", PREVIOUS_KEY),
                    Map.entry("PAYCAST_GATEWAY_ADVERTISED_URL", "https://g1.shop.example/ws"),
                    Map.entry("PAYCAST_GATEWAY_WINDOW", "2h"),
                    Map.entry("PAYCAST_GATEWAY_WARM_UP", "0s"),
                    Map.entry("PAYCAST_GATEWAY_MAX_PAYMENTS", "1"),
                    Map.entry("PAYCAST_GATEWAY_JOURNAL_SIZE", "128KB"),
                    Map.entry("PAYCAST_GATEWAY_JOURNAL_CHUNK", "64KB"),
                    Map.entry("PAYCAST_GATEWAY_MAX_CONNECTIONS", "2"),
                    Map.entry("PAYCAST_GATEWAY_MAX_CONNECTIONS_PER_ADDRESS", "3"),
                    Map.entry("PAYCAST_GATEWAY_ATTEMPTS_PER_ADDRESS_PER_MINUTE", "14"),
                    Map.entry("PAYCAST_GATEWAY_MAX_HTTP_CONNECTIONS", "13"),
                    Map.entry("PAYCAST_GATEWAY_MESSAGES_PER_MINUTE", "4"),
                    Map.entry("PAYCAST_GATEWAY_BAN", "1ms"),
                    Map.entry("PAYCAST_GATEWAY_MAX_MESSAGE", "16MB"),
                    Map.entry("PAYCAST_GATEWAY_MAX_CONNECTIONS_PER_USER", "11"),
                    Map.entry("PAYCAST_GATEWAY_MAX_CONNECTIONS_PER_CUSTOMER", "12"),
                    Map.entry("PAYCAST_GATEWAY_MAX_CUSTOMER_MESSAGE", "1KB"),
                    Map.entry("PAYCAST_GATEWAY_MAX_TOKEN_MEMORY", "3MB"),
                    Map.entry("PAYCAST_GATEWAY_MAX_FILTER_MEMORY", "1MB"),
                    Map.entry("PAYCAST_GATEWAY_MAX_BUFFER_MEMORY", "2MB"),
                    Map.entry("PAYCAST_GATEWAY_REPLAYS_AT_ONCE", "5"),
                    Map.entry("PAYCAST_GATEWAY_REPLAY_MAX_PAYMENTS", "9"),
                    Map.entry("PAYCAST_GATEWAY_REPLAY_MAX_CUSTOMER_RECORDS", "10"),
                    Map.entry("PAYCAST_GATEWAY_REPLAY_MAX_WAIT", "9s"),
                    Map.entry("PAYCAST_GATEWAY_ALLOWED_ORIGINS", "https://a.example,*"),
                    Map.entry("PAYCAST_GATEWAY_PING_INTERVAL", "6s"),
                    Map.entry("PAYCAST_GATEWAY_HANDSHAKE_TIMEOUT", "7s"),
                    Map.entry("PAYCAST_GATEWAY_CLOSE_TIMEOUT", "8s"),
                    Map.entry("PAYCAST_GATEWAY_DRAIN", "0s"));

    private static final Cursor CURSOR = new Cursor(Uuid.randomUuid(), new long[] {3, 4});

    private static GatewaySettings bind(StandardEnvironment environment) {
        var binder = Binder.get(environment);
        return new GatewaySettings(
                bind(binder, GatewaySettings.Cluster.class),
                bind(binder, GatewaySettings.Ledger.class),
                bind(binder, GatewaySettings.Journal.class),
                bind(binder, GatewaySettings.Limits.class),
                bind(binder, GatewaySettings.Subjects.class),
                bind(binder, GatewaySettings.Replay.class),
                bind(binder, GatewaySettings.Sockets.class));
    }

    private static <T> T bind(Binder binder, Class<T> group) {
        return binder.bindOrCreate("paycast.gateway", group);
    }

    private static GatewaySettings bind(Map<String, Object> properties) {
        var environment = empty();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        return bind(environment);
    }

    private static GatewaySettings bindVariables(Map<String, Object> variables) {
        var environment = empty();
        environment
                .getPropertySources()
                .addFirst(
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                variables));
        return bind(environment);
    }

    /** An environment without the settings of this machine. */
    private static StandardEnvironment empty() {
        var environment = new StandardEnvironment();
        var sources = environment.getPropertySources();
        sources.remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        sources.remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
        ConfigurationPropertySources.attach(environment);
        return environment;
    }

    private static Map<String, Object> with(String name, @Nullable String value) {
        var properties = new HashMap<String, Object>();
        properties.put("paycast.gateway.cursor-key", KEY);
        if (value == null) {
            properties.remove("paycast.gateway." + name);
        } else {
            properties.put("paycast.gateway." + name, value);
        }
        return properties;
    }

    private static GatewaySettings allSet() {
        return new GatewaySettings(
                new GatewaySettings.Cluster(
                        KEY, PREVIOUS_KEY, URI.create("https://g1.shop.example/ws")),
                new GatewaySettings.Ledger(Duration.ofHours(2), Duration.ZERO, 1),
                new GatewaySettings.Journal(DataSize.ofKilobytes(128), DataSize.ofKilobytes(64)),
                new GatewaySettings.Limits(
                        2, 3, 14, 13, 4, Duration.ofMillis(1), DataSize.ofMegabytes(16), 5),
                new GatewaySettings.Subjects(
                        11,
                        12,
                        DataSize.ofKilobytes(1),
                        DataSize.ofMegabytes(3),
                        DataSize.ofMegabytes(1),
                        DataSize.ofMegabytes(2)),
                new GatewaySettings.Replay(9, 10, Duration.ofSeconds(9)),
                new GatewaySettings.Sockets(
                        List.of("https://a.example", "*"),
                        Duration.ofSeconds(6),
                        Duration.ofSeconds(7),
                        Duration.ofSeconds(8),
                        Duration.ZERO));
    }

    @Test
    void usesDefaultsForAllButTheCursorKey() {
        assertThat(bind(with("cursor-key", KEY)))
                .isEqualTo(
                        new GatewaySettings(
                                new GatewaySettings.Cluster(KEY, null, null),
                                new GatewaySettings.Ledger(
                                        Duration.ofMinutes(90), Duration.ofHours(1), 250_000),
                                new GatewaySettings.Journal(
                                        DataSize.ofMegabytes(64), DataSize.ofMegabytes(1)),
                                new GatewaySettings.Limits(
                                        100_000,
                                        10_000,
                                        30_000,
                                        20_000,
                                        10_000,
                                        Duration.ofMinutes(1),
                                        DataSize.ofKilobytes(64),
                                        4),
                                new GatewaySettings.Subjects(
                                        10_000,
                                        20,
                                        DataSize.ofKilobytes(16),
                                        DataSize.ofMegabytes(64),
                                        DataSize.ofMegabytes(64),
                                        DataSize.ofMegabytes(64)),
                                new GatewaySettings.Replay(
                                        250_000, 200_000, Duration.ofSeconds(30)),
                                new GatewaySettings.Sockets(
                                        List.of(),
                                        Duration.ofSeconds(25),
                                        Duration.ofSeconds(10),
                                        Duration.ofSeconds(5),
                                        Duration.ofSeconds(10))));
    }

    @Test
    void readsEveryEnvironmentVariable() {
        assertThat(bindVariables(ENVIRONMENT)).isEqualTo(allSet());
    }

    @Test
    void readsEveryPropertyName() {
        var properties = new HashMap<String, Object>();
        ENVIRONMENT.forEach((variable, value) ->
                properties.put(
                        variable.toLowerCase(Locale.ROOT)
                                .replaceFirst("^paycast_gateway_", "paycast.gateway.")
                                .replace('_', '-'),
                        value));
        assertThat(bind(properties)).isEqualTo(allSet());
    }

    @Test
    void hasAnEnvironmentVariableForEverySetting() {
        long settings =
                Stream.of(GatewaySettings.class.getRecordComponents())
                        .flatMap(group -> Arrays.stream(group.getType().getRecordComponents()))
                        .count();
        assertThat(ENVIRONMENT).hasSize((int) settings);
    }

    @Test
    void decodesTheCursorKeysAndNeverPrintsThem() {
        var properties = with("cursor-key", " " + KEY + "\n");
        properties.put("paycast.gateway.previous-cursor-key", PREVIOUS_KEY);
        var settings = bind(properties);
        var seal = new CursorSeal(settings.cluster().cursorKeys());
        for (var key : List.of(KEY, PREVIOUS_KEY)) {
            var sealed = new CursorSeal(Base64.getDecoder().decode(key)).seal(CURSOR);
            assertThat(seal.open(sealed, CURSOR.topicId())).contains(CURSOR);
            assertThat(settings.toString()).doesNotContain(key);
        }
    }

    @Test
    void takesAnEmptyPreviousCursorKeyForNone() {
        var settings = bind(with("previous-cursor-key", " "));
        var sealed = new CursorSeal(Base64.getDecoder().decode(PREVIOUS_KEY)).seal(CURSOR);
        assertThat(new CursorSeal(settings.cluster().cursorKeys()).open(sealed, CURSOR.topicId()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    cursor-key                  |             | paycast.gateway.cursor-key must be a key of 32 bytes in Base64, but is missing. Create one with "openssl rand -base64 32". Set the same key on every gateway.
                    cursor-key                  | secret!     | paycast.gateway.cursor-key must be a key of 32 bytes in Base64, but is not Base64. Create one with "openssl rand -base64 32". Set the same key on every gateway.
                    cursor-key                  | AAECAw==    | paycast.gateway.cursor-key must be a key of 32 bytes in Base64, but has 4 bytes. Create one with "openssl rand -base64 32". Set the same key on every gateway.
                    previous-cursor-key         | AAECAw==    | paycast.gateway.previous-cursor-key must be a key of 32 bytes in Base64, but has 4 bytes. Create one with "openssl rand -base64 32". Set the same key on every gateway.
                    advertised-url              | ftp://h     | paycast.gateway.advertised-url must be an http or https URL without user, query and fragment, such as http://10.0.0.7:8082, but is ftp://h.
                    advertised-url              | http:///x   | paycast.gateway.advertised-url must be an http or https URL without user, query and fragment, such as http://10.0.0.7:8082, but is http:///x.
                    advertised-url              | http://h?q  | paycast.gateway.advertised-url must be an http or https URL without user, query and fragment, such as http://10.0.0.7:8082, but is http://h?q.
                    warm-up                     | 90m         | paycast.gateway.warm-up must be 0s or more and shorter than paycast.gateway.window, which is 90m, but is 90m.
                    warm-up                     | -1s         | paycast.gateway.warm-up must be 0s or more and shorter than paycast.gateway.window, which is 90m, but is -1s.
                    window                      | 1h          | paycast.gateway.warm-up must be 0s or more and shorter than paycast.gateway.window, which is 1h, but is 1h.
                    max-payments                | 0           | paycast.gateway.max-payments must be 1 or more, but is 0.
                    journal-chunk               | 65535B      | paycast.gateway.journal-chunk must be 64KB to 64MB, but is 65535B.
                    journal-chunk               | 65MB        | paycast.gateway.journal-chunk must be 64KB to 64MB, but is 65MB.
                    journal-size                | 1MB         | paycast.gateway.journal-size must be at least twice paycast.gateway.journal-chunk, which is 1MB, but is 1MB.
                    allowed-origins             | shop.example | paycast.gateway.allowed-origins is invalid: "shop.example" is not an origin such as https://shop.example, https://*.shop.example or http://localhost:*; it must have a scheme and no path.
                    max-connections             | 0           | paycast.gateway.max-connections must be 1 or more, but is 0.
                    max-connections-per-address | -1          | paycast.gateway.max-connections-per-address must be 1 or more, but is -1.
                    attempts-per-address-per-minute | 0       | paycast.gateway.attempts-per-address-per-minute must be 1 or more, but is 0.
                    max-http-connections        | 0           | paycast.gateway.max-http-connections must be 1 or more, but is 0.
                    messages-per-minute         | 0           | paycast.gateway.messages-per-minute must be 1 or more, but is 0.
                    ban                         | 0s          | paycast.gateway.ban must be more than 0s, such as 10s, but is 0s.
                    max-message                 | 1023B       | paycast.gateway.max-message must be 1KB to 16MB, but is 1023B.
                    max-message                 | 17MB        | paycast.gateway.max-message must be 1KB to 16MB, but is 17MB.
                    max-connections-per-user    | 0           | paycast.gateway.max-connections-per-user must be 1 or more, but is 0.
                    max-connections-per-customer | 0          | paycast.gateway.max-connections-per-customer must be 1 or more, but is 0.
                    max-customer-message        | 1023B       | paycast.gateway.max-customer-message must be 1KB to 16MB, but is 1023B.
                    max-token-memory            | 1023KB      | paycast.gateway.max-token-memory must be 1MB to 64GB, but is 1023KB.
                    max-filter-memory           | 1023KB      | paycast.gateway.max-filter-memory must be 1MB to 64GB, but is 1023KB.
                    max-buffer-memory           | 65537MB     | paycast.gateway.max-buffer-memory must be 1MB to 64GB, but is 65537MB.
                    replays-at-once             | 0           | paycast.gateway.replays-at-once must be 1 or more, but is 0.
                    replay-max-payments         | 0           | paycast.gateway.replay-max-payments must be 1 or more, but is 0.
                    replay-max-customer-records | -1          | paycast.gateway.replay-max-customer-records must be 1 or more, but is -1.
                    replay-max-wait             | 0s          | paycast.gateway.replay-max-wait must be more than 0s, such as 10s, but is 0s.
                    ping-interval               | 0s          | paycast.gateway.ping-interval must be more than 0s, such as 10s, but is 0s.
                    handshake-timeout           | -5s         | paycast.gateway.handshake-timeout must be more than 0s, such as 10s, but is -5s.
                    close-timeout               | 0s          | paycast.gateway.close-timeout must be more than 0s, such as 10s, but is 0s.
                    drain                       | -1s         | paycast.gateway.drain must be 0s or more, but is -1s.
                    """)
    void refusesInvalidValues(String name, @Nullable String value, String message) {
        assertThatThrownBy(() -> bind(with(name, value)))
                .rootCause()
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "journal-chunk, 64KB", "journal-chunk, 32MB", "journal-size, 2MB", "max-message, 1KB",
        "max-message, 16MB", "max-connections, 1", "drain, 0s", "warm-up, 5399s"
    })
    void acceptsTheLimitsOfEachRange(String name, String value) {
        assertThat(bind(with(name, value))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    paycast.gateway.max-message=20MB     | paycast.gateway.max-message must be 1KB to 16MB, but is 20MB.
                    paycast.trusted-proxies=10.0.0.0/40  | paycast.trusted-proxies is invalid
                    """)
    void abortsStartupOnAnInvalidSetting(String setting, String message) {
        var application = new SpringApplication(GatewayApplication.class);
        assertThatThrownBy(() ->
                        application.run(
                                "--server.port=0",
                                "--spring.main.banner-mode=off",
                                "--paycast.gateway.cursor-key=" + KEY,
                                "--" + setting))
                .satisfies(failure -> assertThat(invalidSetting(failure)).startsWith(message));
    }

    private static String invalidSetting(Throwable failure) {
        var cause = failure;
        while (!(cause instanceof InvalidSettingException)) {
            cause = Objects.requireNonNull(cause.getCause(), "an InvalidSettingException");
        }
        return String.valueOf(cause.getMessage());
    }
}
