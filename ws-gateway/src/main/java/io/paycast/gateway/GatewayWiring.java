package io.paycast.gateway;

import io.paycast.gateway.access.Client;
import io.paycast.gateway.access.Revocations;
import io.paycast.gateway.access.TokenVerifier;
import io.paycast.gateway.connect.Admission;
import io.paycast.gateway.connect.HttpPipeline;
import io.paycast.gateway.connect.Reception;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.fanout.Fanout;
import io.paycast.gateway.feed.FeedStatus;
import io.paycast.gateway.feed.PaymentFeed;
import io.paycast.gateway.feed.RevocationFeed;
import io.paycast.gateway.feed.Updates;
import io.paycast.gateway.http.Docs;
import io.paycast.gateway.http.GatewayRoutes;
import io.paycast.gateway.http.GatewaySecurity;
import io.paycast.gateway.http.TestNotification;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.ledger.Ledger;
import io.paycast.gateway.limits.Bans;
import io.paycast.gateway.limits.ConnectionLimit;
import io.paycast.gateway.protocol.CloseCode;
import io.paycast.gateway.replay.Replays;
import io.paycast.gateway.stats.Counters;
import io.paycast.gateway.stats.GatewayStats;
import io.paycast.gateway.stats.LatencyStats;
import io.paycast.net.TrustedProxies;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * The gateway's parts in the order in which an update flows through them: from Kafka by the feed to
 * the journal, by the fan-out to the sessions; and the way in, from an HTTP request to a session.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
@EnableConfigurationProperties({GatewaySettings.class, OAuth2ResourceServerProperties.class})
@PropertySource("classpath:paycast-gateway.properties")
public class GatewayWiring {

    private final InstantSource clock = InstantSource.system();
    private final Counters counters = new Counters();
    private final LatencyStats latency = new LatencyStats();

    // ---- from Kafka to the sockets

    @Bean
    KafkaClients gatewayKafkaClients(KafkaProperties kafka) {
        return new KafkaClients(kafka);
    }

    @Bean
    Journal gatewayJournal(GatewaySettings settings) {
        return new Journal(
                settings.journalSize().toBytes(), (int) settings.journalChunk().toBytes());
    }

    @Bean
    Fanout gatewayFanout(GatewaySettings settings, Journal journal) {
        return new Fanout(
                journal,
                settings.cursorKeyBytes(),
                latency,
                clock,
                settings.pingInterval(),
                settings.closeTimeout());
    }

    @Bean(destroyMethod = "") // GatewayLifecycle stops it, before the sockets are closed
    PaymentFeed gatewayPaymentFeed(
            GatewaySettings settings, KafkaClients kafka, Journal journal, Fanout fanout) {
        var ledger = new Ledger(settings.window(), settings.maxPayments());
        var updates =
                new Updates(ledger, journal, new CursorSeal(settings.cursorKeyBytes()), counters);
        return new PaymentFeed(
                kafka::consumer,
                kafka::paymentTopicId,
                updates,
                fanout::wake,
                settings.window(),
                settings.warmUp(),
                clock);
    }

    @Bean
    Replays gatewayReplays(GatewaySettings settings, KafkaClients kafka) {
        return new Replays(
                kafka::consumer,
                settings.cursorKeyBytes(),
                () -> new Ledger(settings.window(), settings.maxPayments()),
                settings.warmUp(),
                settings.replaysAtOnce());
    }

    // ---- who may come in

    @Bean
    Revocations gatewayRevocations() {
        return new Revocations(clock);
    }

    @Bean(destroyMethod = "")
    RevocationFeed gatewayRevocationFeed(
            KafkaClients kafka, Revocations revocations, Fanout fanout) {
        return new RevocationFeed(
                kafka::consumer,
                revocations,
                () ->
                        fanout.close(
                                session -> revocations.concern(session.client()),
                                CloseCode.TOKEN_ENDED,
                                "The token was revoked."));
    }

    @Bean
    TokenVerifier gatewayTokenVerifier(
            OAuth2ResourceServerProperties resourceServer, Revocations revocations) {
        var jwt = resourceServer.getJwt();
        return new TokenVerifier(
                jwt.getJwkSetUri(),
                jwt.getIssuerUri(),
                jwt.getAudiences(),
                (Client client) -> revocations.concern(client),
                clock);
    }

    @Bean
    ConnectionLimit gatewayConnectionLimit(GatewaySettings settings) {
        return new ConnectionLimit(settings.maxConnections(), settings.maxConnectionsPerAddress());
    }

    @Bean
    GatewayLifecycle gatewayLifecycle(
            GatewaySettings settings,
            PaymentFeed feed,
            RevocationFeed revocations,
            Fanout fanout,
            ConnectionLimit places,
            GatewayStats stats) {
        return new GatewayLifecycle(feed, revocations, fanout, places, stats, settings.drain());
    }

    // ---- from an HTTP request to a session

    @Bean
    NettyServerCustomizer gatewayHttpPipeline(
            GatewaySettings settings,
            @Value("${paycast.trusted-proxies:}") List<String> trustedProxies,
            Journal journal,
            Fanout fanout,
            Replays replays,
            PaymentFeed feed,
            RevocationFeed revocations,
            TokenVerifier verifier,
            ConnectionLimit places,
            org.springframework.beans.factory.ObjectProvider<GatewayLifecycle> lifecycle) {
        var bans = new Bans(settings.ban(), clock);
        var admission =
                new Admission(
                        () ->
                                feed.status() == FeedStatus.LIVE
                                        && revocations.isCaughtUp()
                                        && !lifecycle.getObject().isDraining(),
                        settings.allowedOrigins(),
                        places,
                        verifier,
                        bans);
        var reception =
                new Reception(
                        journal,
                        fanout,
                        replays,
                        verifier,
                        places,
                        settings.messagesPerMinute(),
                        bans,
                        counters,
                        clock,
                        settings.ban(),
                        settings.pingInterval());
        return new HttpPipeline(
                admission,
                reception,
                new TrustedProxies(trustedProxies),
                counters,
                (int) settings.maxMessage().toBytes(),
                settings.handshakeTimeout());
    }

    // ---- what is asked over HTTP

    @Bean
    GatewayStats gatewayStats(ConnectionLimit places, PaymentFeed feed) {
        return new GatewayStats(
                UUID.randomUUID().toString(), counters, latency, places::open, feed::lag, clock);
    }

    @Bean
    TestNotificationSender gatewayTestNotificationSender(KafkaClients kafka) {
        return new TestNotificationSender(kafka::producer);
    }

    @Bean
    RouterFunction<ServerResponse> gatewayRoutes(
            PaymentFeed feed,
            Fanout fanout,
            ConnectionLimit places,
            GatewayStats stats,
            TestNotificationSender sender) {
        return new GatewayRoutes(feed, fanout, places, stats, new TestNotification(sender, clock))
                .routes();
    }

    @Bean
    RouterFunction<ServerResponse> gatewayDocs() {
        return Docs.routes();
    }

    @Bean
    SecurityWebFilterChain gatewaySecurity(ServerHttpSecurity http, TokenVerifier verifier) {
        return GatewaySecurity.chain(http, verifier);
    }

    @Bean
    FeedHealth gatewayFeedHealthIndicator(PaymentFeed feed) {
        return new FeedHealth(feed);
    }
}
