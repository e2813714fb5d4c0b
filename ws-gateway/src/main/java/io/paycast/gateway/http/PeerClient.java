package io.paycast.gateway.http;

import io.paycast.gateway.cluster.Heartbeat;
import java.net.URI;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;

/** Requests the connections of other gateways. It follows no redirect and uses no proxy. */
final class PeerClient {

    private static final int MAX_RESPONSE_BYTES = 2 * 1024 * 1024;

    private final WebClient http =
            WebClient.builder()
                    // Requests are so rare that an idle connection would have been closed.
                    .clientConnector(new ReactorClientHttpConnector(HttpClient.newConnection()))
                    .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(MAX_RESPONSE_BYTES))
                    .build();

    /** The pages of a gateway, requested with the caller's {@code Authorization}. */
    ClusterConnections.Source of(Heartbeat peer, String authorization) {
        return new Peer(http, peer, authorization);
    }

    /** Not a record, because its toString() would print the token. */
    private static final class Peer implements ClusterConnections.Source {

        private final WebClient http;
        private final Heartbeat heartbeat;
        private final String authorization;

        Peer(WebClient http, Heartbeat heartbeat, String authorization) {
            this.http = http;
            this.heartbeat = heartbeat;
            this.authorization = authorization;
        }

        @Override
        public String gatewayId() {
            return heartbeat.gatewayId();
        }

        @Override
        public int lastKnown() {
            return heartbeat.stats().connections();
        }

        @Override
        public Mono<Connections> page(int page, int size) {
            return http.get()
                    .uri(address(page, size))
                    .header(HttpHeaders.AUTHORIZATION, authorization)
                    .retrieve()
                    .bodyToMono(Connections.class);
        }

        private URI address(int page, int size) {
            return URI.create(
                    "%s/api/websocket/connections?page=%d&size=%d"
                            .formatted(
                                    heartbeat.address().toString().replaceAll("/+$", ""),
                                    page,
                                    size));
        }
    }
}
