package io.paycast.bench.baseline;

import java.util.concurrent.CountDownLatch;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.netty.http.server.HttpServer;

/** What taking in a POST costs with WebFlux at the least: it reads the body and sends it back. */
final class WebFluxEcho {

    private WebFluxEcho() {}

    static void main() throws InterruptedException {
        var route =
                RouterFunctions.route(
                        RequestPredicates.POST("/**"),
                        request ->
                                request.bodyToMono(byte[].class)
                                        .flatMap(ServerResponse.ok()::bodyValue));
        var server =
                HttpServer.create()
                        .host("127.0.0.1")
                        .port(0)
                        .handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(route)))
                        .bindNow();
        System.out.println(Baseline.LISTENING + server.port());
        new CountDownLatch(1).await();
    }
}
