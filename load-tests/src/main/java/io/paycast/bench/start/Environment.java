package io.paycast.bench.start;

import io.paycast.testsupport.BrokerProcess;
import io.paycast.testsupport.TemporaryFolder;
import io.paycast.testsupport.TestTokens;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Map;

/** Everything that services need before they start: a folder, a broker, tokens and settings. */
final class Environment implements AutoCloseable {

    private static final String BROKER_HEAP = "1g";
    private static final String KAFKA = "SPRING_KAFKA_BOOTSTRAP_SERVERS";
    private static final String JWT = "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_";

    private final TemporaryFolder folder = TemporaryFolder.create("paycast-bench");
    private final TestTokens tokens = TestTokens.start();
    private final String secret = randomKey();
    private final BrokerProcess broker;

    Environment() {
        Runtime.getRuntime().addShutdownHook(new Thread(folder::close, "delete-bench-folder"));
        broker = BrokerProcess.start(folder(), 0, BROKER_HEAP);
    }

    Path folder() {
        return folder.path();
    }

    TestTokens tokens() {
        return tokens;
    }

    /** The secret of the merchant's webhooks. */
    String secret() {
        return secret;
    }

    BrokerProcess broker() {
        return broker;
    }

    Map<String, String> ingestSettings() {
        return Map.ofEntries(
                Map.entry(KAFKA, broker.bootstrapServers()),
                Map.entry("PAYCAST_INGEST_MERCHANTS_0_CODE", "ae"),
                Map.entry("PAYCAST_INGEST_MERCHANTS_0_SECRETS", secret),
                Map.entry("PAYCAST_INGEST_ALLOWED_ADDRESSES", "any"));
    }

    Map<String, String> gatewaySettings() {
        return Map.ofEntries(
                Map.entry(KAFKA, broker.bootstrapServers()),
                Map.entry("PAYCAST_GATEWAY_CURSOR_KEY", randomKey()),
                Map.entry("PAYCAST_GATEWAY_MAX_CONNECTIONS_PER_ADDRESS", "1000000"),
                Map.entry("PAYCAST_GATEWAY_MAX_CONNECTIONS", "1000000"),
                Map.entry("PAYCAST_GATEWAY_DRAIN", "0s"),
                Map.entry(JWT + "ISSUER_URI", tokens.issuer()),
                Map.entry(JWT + "JWK_SET_URI", tokens.jwkSetUri()),
                Map.entry(JWT + "AUDIENCES", "paycast"));
    }

    private static String randomKey() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public void close() {
        try (folder;
                tokens;
                broker) {
            // each is closed, even if another fails
        }
    }
}
