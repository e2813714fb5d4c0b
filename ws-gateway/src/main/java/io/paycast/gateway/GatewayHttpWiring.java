package io.paycast.gateway;

import io.paycast.gateway.access.TokenVerifier;
import io.paycast.gateway.cluster.Cluster;
import io.paycast.gateway.fanout.Fanout;
import io.paycast.gateway.feed.Feeds;
import io.paycast.gateway.http.ConnectionsRoute;
import io.paycast.gateway.http.Docs;
import io.paycast.gateway.http.FeedHealth;
import io.paycast.gateway.http.GatewayRoutes;
import io.paycast.gateway.http.GatewaySecurity;
import io.paycast.gateway.http.HealthRoute;
import io.paycast.gateway.http.Sdk;
import io.paycast.gateway.http.TestNotification;
import io.paycast.gateway.http.TestNotificationSender;
import io.paycast.gateway.kafka.GatewayKafkaClients;
import io.paycast.gateway.stats.GatewayStats;
import io.paycast.http.CrossOriginFilter;
import io.paycast.limits.ConnectionLimit;
import io.paycast.net.AllowedOrigins;
import io.paycast.settings.ProxySettings;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The gateway's HTTP endpoints other than the socket. */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
class GatewayHttpWiring {

    @Bean
    TestNotificationSender gatewayTestNotificationSender(GatewayKafkaClients kafka) {
        return new TestNotificationSender(kafka::producer);
    }

    @Bean
    RouterFunction<ServerResponse> gatewayRoutes(
            BooleanSupplier gatewayServesSockets,
            Feeds feeds,
            Fanout fanout,
            ConnectionLimit places,
            GatewayStats stats,
            Cluster cluster,
            TestNotificationSender sender,
            TokenVerifier verifier) {
        return new GatewayRoutes(
                        new HealthRoute(gatewayServesSockets, feeds, places),
                        stats,
                        cluster,
                        new ConnectionsRoute(fanout, cluster),
                        new TestNotification(sender, verifier::isRevoked, InstantSource.system()))
                .routes();
    }

    @Bean
    RouterFunction<ServerResponse> gatewayDocs() {
        return Docs.routes();
    }

    @Bean
    RouterFunction<ServerResponse> gatewaySdk() {
        return Sdk.load().routes();
    }

    @Bean
    SecurityWebFilterChain gatewaySecurity(
            ServerHttpSecurity http,
            TokenVerifier verifier,
            GatewaySettings settings,
            ProxySettings proxies) {
        var crossOrigin =
                new CrossOriginFilter(
                        proxies.proxies(),
                        new AllowedOrigins(settings.sockets().allowedOrigins()),
                        List.of("GET", "HEAD", "POST"));
        return GatewaySecurity.chain(http, verifier, crossOrigin);
    }

    @Bean
    FeedHealth gatewayFeedHealthIndicator(Feeds feeds, TokenVerifier verifier) {
        return new FeedHealth(feeds, verifier);
    }
}
