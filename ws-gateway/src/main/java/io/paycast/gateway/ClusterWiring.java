package io.paycast.gateway;

import io.paycast.gateway.cluster.AdvertisedAddress;
import io.paycast.gateway.cluster.Cluster;
import io.paycast.gateway.cluster.Heartbeat;
import io.paycast.gateway.feed.HeartbeatFeed;
import io.paycast.gateway.kafka.GatewayKafkaClients;
import io.paycast.gateway.stats.GatewayStats;
import java.time.InstantSource;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Heartbeats between gateways. */
@Configuration(proxyBeanMethods = false)
class ClusterWiring {

    private final InstantSource clock = InstantSource.system();

    @Bean
    Cluster gatewayCluster(GatewayStats stats) {
        return new Cluster(stats.gatewayId(), System::nanoTime);
    }

    @Bean(destroyMethod = "") // GatewayLifecycle stops it after the sockets are closed
    HeartbeatFeed gatewayHeartbeatFeed(
            GatewaySettings settings,
            GatewayKafkaClients kafka,
            GatewayStats stats,
            Cluster cluster,
            ServerProperties server,
            Environment environment) {
        return new HeartbeatFeed(
                kafka::consumer,
                kafka::heartbeatProducer,
                kafka::createHeartbeatTopic,
                () ->
                        new Heartbeat(
                                AdvertisedAddress.of(
                                        settings.cluster().advertisedUrl(),
                                        server.getAddress(),
                                        kafka.bootstrapServers(),
                                        server.getSsl() != null && server.getSsl().isEnabled(),
                                        port(environment)),
                                clock.instant(),
                                stats.snapshot()),
                cluster,
                System::nanoTime);
    }

    /** The port is known once the server listens, which is before the feed starts. */
    private static int port(Environment environment) {
        return environment.getRequiredProperty("local.server.port", Integer.class);
    }
}
