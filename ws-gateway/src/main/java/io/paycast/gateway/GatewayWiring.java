package io.paycast.gateway;

import io.paycast.events.Topics;
import io.paycast.gateway.access.RevokedTokens;
import io.paycast.gateway.access.TokenClaims;
import io.paycast.gateway.access.TokenVerifier;
import io.paycast.gateway.connect.Admission;
import io.paycast.gateway.connect.ConnectHandler;
import io.paycast.gateway.connect.ConnectSettings;
import io.paycast.gateway.connect.InitialDelivery;
import io.paycast.gateway.connect.MessageLimits;
import io.paycast.gateway.connect.SessionOpener;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.fanout.Fanout;
import io.paycast.gateway.feed.AdminTopicProbe;
import io.paycast.gateway.feed.Feeds;
import io.paycast.gateway.feed.HeartbeatFeed;
import io.paycast.gateway.feed.PaymentFeed;
import io.paycast.gateway.feed.ReadWindow;
import io.paycast.gateway.feed.RecordProcessor;
import io.paycast.gateway.feed.RevocationFeed;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.kafka.GatewayKafkaClients;
import io.paycast.gateway.ledger.Ledger;
import io.paycast.gateway.ledger.OrderSnapshots;
import io.paycast.gateway.limits.AttemptLimit;
import io.paycast.gateway.limits.Bans;
import io.paycast.gateway.limits.ClientLimits;
import io.paycast.gateway.limits.MemoryBudget;
import io.paycast.gateway.limits.SubjectLimits;
import io.paycast.gateway.protocol.CloseCode;
import io.paycast.gateway.replay.ReplayLimits;
import io.paycast.gateway.replay.Replays;
import io.paycast.gateway.session.SessionEnvironment;
import io.paycast.gateway.stats.Counters;
import io.paycast.gateway.stats.GatewayStats;
import io.paycast.gateway.stats.Gauges;
import io.paycast.gateway.stats.LatencyStats;
import io.paycast.http.HttpConnectionLimit;
import io.paycast.http.HttpSecurityWiring;
import io.paycast.http.HttpWiring;
import io.paycast.http.RefusedRequests;
import io.paycast.limits.ConnectionLimit;
import io.paycast.liveness.Clocks;
import io.paycast.settings.ProxySettings;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.function.BooleanSupplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.PropertySource;

/**
 * Constructs the gateway's parts in the order in which an update passes through them: feed,
 * journal, fan-out, sessions; then the path of a new socket, from an HTTP request to a session.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    GatewaySettings.Cluster.class,
    GatewaySettings.Ledger.class,
    GatewaySettings.Journal.class,
    GatewaySettings.Limits.class,
    GatewaySettings.Subjects.class,
    GatewaySettings.Replay.class,
    GatewaySettings.Sockets.class,
    TokenSettings.class,
    ProxySettings.class,
    OAuth2ResourceServerProperties.class
})
@Import({HttpWiring.class, HttpSecurityWiring.class, ClusterWiring.class, GatewayHttpWiring.class})
@PropertySource("classpath:paycast-gateway.properties")
public class GatewayWiring {

    private final Clocks clocks = Clocks.system();
    private final InstantSource clock = clocks.wall();
    private final Counters counters = new Counters();
    private final LatencyStats latency = new LatencyStats();

    @Bean
    GatewaySettings gatewaySettings(
            GatewaySettings.Cluster cluster,
            GatewaySettings.Ledger ledger,
            GatewaySettings.Journal journal,
            GatewaySettings.Limits limits,
            GatewaySettings.Subjects subjects,
            GatewaySettings.Replay replay,
            GatewaySettings.Sockets sockets) {
        return new GatewaySettings(cluster, ledger, journal, limits, subjects, replay, sockets);
    }

    // ---- from Kafka to the sockets

    @Bean
    GatewayKafkaClients gatewayKafkaClients(KafkaProperties kafka) {
        return new GatewayKafkaClients(kafka);
    }

    @Bean
    Journal gatewayJournal(GatewaySettings settings) {
        return new Journal(
                settings.journal().size().toBytes(), (int) settings.journal().chunk().toBytes());
    }

    @Bean
    Fanout gatewayFanout(GatewaySettings settings, Journal journal) {
        return new Fanout(
                journal,
                settings.cluster().cursorKeys(),
                latency,
                clocks,
                settings.sockets().pingInterval(),
                settings.sockets().closeTimeout());
    }

    @Bean
    OrderSnapshots gatewayOrderSnapshots() {
        return new OrderSnapshots();
    }

    @Bean(destroyMethod = "") // GatewayLifecycle stops it, before the sockets are closed
    PaymentFeed gatewayPaymentFeed(
            GatewaySettings settings,
            GatewayKafkaClients kafka,
            OrderSnapshots snapshots,
            Journal journal,
            Fanout fanout) {
        var ledger =
                new Ledger(
                        settings.ledger().warmUp(),
                        settings.ledger().maxPayments(),
                        System::nanoTime,
                        snapshots::remove);
        var seal = new CursorSeal(settings.cluster().cursorKeys());
        var processor = new RecordProcessor(ledger, snapshots, journal, seal, counters);
        return new PaymentFeed(
                kafka::singleRecordConsumer,
                () -> new AdminTopicProbe(kafka.admin(), Topics.PAYMENT_EVENTS),
                processor,
                fanout::wake,
                new ReadWindow(settings.ledger().window(), settings.ledger().warmUp()));
    }

    @Bean
    Replays gatewayReplays(GatewaySettings settings, GatewayKafkaClients kafka) {
        return new Replays(
                kafka::consumer,
                settings.cluster().cursorKeys(),
                () ->
                        new Ledger(
                                settings.ledger().warmUp(),
                                settings.ledger().maxPayments(),
                                System::nanoTime,
                                evicted -> {}),
                new ReplayLimits(
                        settings.limits().maxReplays(),
                        settings.replay().maxPayments(),
                        settings.replay().maxCustomerRecords(),
                        settings.replay().maxWait(),
                        settings.ledger().warmUp()),
                counters);
    }

    // ---- authentication and limits

    @Bean
    RevokedTokens gatewayRevocations() {
        return new RevokedTokens(clock);
    }

    @Bean(destroyMethod = "")
    RevocationFeed gatewayRevocationFeed(
            GatewayKafkaClients kafka, RevokedTokens revocations, Fanout fanout) {
        return new RevocationFeed(
                kafka::consumer,
                () -> new AdminTopicProbe(kafka.admin(), Topics.REVOCATIONS),
                revocations,
                () ->
                        fanout.close(
                                session -> revocations.cover(session.client()),
                                CloseCode.TOKEN_ENDED,
                                "The token was revoked."));
    }

    @Bean
    Feeds gatewayFeeds(PaymentFeed payments, RevocationFeed revocations) {
        return new Feeds(payments, revocations);
    }

    @Bean
    TokenVerifier gatewayTokenVerifier(
            OAuth2ResourceServerProperties resourceServer,
            TokenSettings settings,
            RevokedTokens revocations) {
        var jwt = resourceServer.getJwt();
        return new TokenVerifier(
                jwt.getJwkSetUri(),
                new TokenClaims(
                        jwt.getIssuerUri(),
                        jwt.getAudiences(),
                        settings.leeway(),
                        revocations::cover),
                clock);
    }

    @Bean
    ConnectionLimit gatewayConnectionLimit(GatewaySettings settings) {
        return new ConnectionLimit(
                settings.limits().maxConnections(), settings.limits().maxConnectionsPerAddress());
    }

    @Bean
    SubjectLimits gatewaySubjectLimits(GatewaySettings settings) {
        var subjects = settings.subjects();
        return new SubjectLimits(
                subjects.maxConnectionsPerUser(),
                subjects.maxConnectionsPerCustomer(),
                new MemoryBudget(subjects.maxTokenMemory().toBytes()),
                new MemoryBudget(subjects.maxFilterMemory().toBytes()),
                new MemoryBudget(subjects.maxBufferMemory().toBytes()));
    }

    @Bean
    Bans gatewayBans(GatewaySettings settings, Fanout fanout) {
        var bans = new Bans(settings.limits().ban(), clocks.steady());
        bans.onBan(() ->
                fanout.close(
                        session ->
                                bans.remaining(session.client().subject(), session.address())
                                        .isPositive(),
                        CloseCode.RATE_LIMITED,
                        "Too many messages; come back in %d s."
                                .formatted(bans.length().toSeconds())));
        return bans;
    }

    @Bean
    GatewayLifecycle gatewayLifecycle(
            GatewaySettings settings,
            Feeds feeds,
            HeartbeatFeed heartbeats,
            Fanout fanout,
            ConnectionLimit places,
            GatewayStats stats) {
        return new GatewayLifecycle(
                feeds, heartbeats, fanout, places, stats, settings.sockets().drain());
    }

    // ---- from an HTTP request to a session

    /** Whether sockets may be opened: the feeds have caught up, and the gateway is not draining. */
    @Bean
    BooleanSupplier gatewayServesSockets(Feeds feeds, ObjectProvider<GatewayLifecycle> lifecycle) {
        return () -> feeds.areLive() && !lifecycle.getObject().isDraining();
    }

    @Bean
    NettyServerCustomizer gatewayHttpConnections(GatewaySettings settings, ProxySettings proxies) {
        return HttpConnectionLimit.customizer(
                "gateway",
                settings.limits().maxHttpConnections(),
                proxies.proxies(),
                () -> counters.add(Counters.Count.CONNECTIONS_REFUSED));
    }

    @Bean
    NettyServerCustomizer gatewayUpgrades(
            GatewaySettings settings,
            ProxySettings proxies,
            Journal journal,
            OrderSnapshots snapshots,
            Fanout fanout,
            Replays replays,
            TokenVerifier verifier,
            ConnectionLimit places,
            SubjectLimits subjects,
            Bans bans,
            BooleanSupplier gatewayServesSockets) {
        var admission =
                new Admission(
                        gatewayServesSockets,
                        settings.sockets().allowedOrigins(),
                        new ClientLimits(
                                new AttemptLimit(
                                        settings.limits().attemptsPerAddressPerMinute(),
                                        System::nanoTime),
                                places,
                                bans,
                                subjects),
                        verifier);
        var opener =
                new SessionOpener(
                        fanout,
                        new InitialDelivery(journal, snapshots, settings.sockets().pingInterval()),
                        replays,
                        verifier,
                        bans,
                        new SessionEnvironment(
                                settings.limits().messagesPerMinute(), counters, clocks));
        return ConnectHandler.customizer(
                admission,
                opener,
                proxies.proxies(),
                counters,
                new ConnectSettings(
                        new MessageLimits(
                                (int) settings.limits().maxMessage().toBytes(),
                                (int) settings.subjects().maxCustomerMessage().toBytes()),
                        settings.sockets().handshakeTimeout(),
                        settings.sockets().pingInterval()));
    }

    // ---- stats

    @Bean
    GatewayStats gatewayStats(
            GatewaySettings settings,
            ConnectionLimit places,
            SubjectLimits subjects,
            Bans bans,
            Replays replays,
            Journal journal,
            Feeds feeds,
            TokenVerifier verifier,
            ObjectProvider<HeartbeatFeed> heartbeats,
            RefusedRequests refusedRequests) {
        counters.include("requestsRefused", refusedRequests::total);
        var levels =
                new HashMap<>(
                        Gauges.of(
                                places,
                                subjects,
                                bans,
                                replays::running,
                                replays::waiting,
                                replays::payments,
                                journal,
                                settings.journal().size().toBytes(),
                                clock));
        levels.put("paymentFeedAgeMillis", () -> feeds.payments().age().toMillis());
        levels.put("revocationFeedAgeMillis", () -> feeds.revocations().age().toMillis());
        levels.put("issuerKeysAgeMillis", () -> verifier.keysAge().toMillis());
        levels.put("replayAgeMillis", () -> replays.age().toMillis());
        levels.put("heartbeatAgeMillis", () -> heartbeats.getObject().age().toMillis());
        return new GatewayStats(
                counters, latency, places::open, levels, feeds::lag, clocks.steady());
    }
}
