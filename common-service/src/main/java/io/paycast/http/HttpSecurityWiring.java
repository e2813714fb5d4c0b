package io.paycast.http;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;

/** The firewall of the services that use Spring Security. */
@Configuration(proxyBeanMethods = false)
public class HttpSecurityWiring {

    /** Leaves methods to the endpoints, which respond with 405 and {@code Allow}. */
    @Bean
    ServerWebExchangeFirewall httpFirewall() {
        var firewall = new StrictServerWebExchangeFirewall();
        firewall.setUnsafeAllowAnyHttpMethod(true);
        return firewall;
    }

    @Bean
    ServerExchangeRejectedHandler httpRejectedRequests() {
        return (exchange, rejected) ->
                ProblemWriter.write(
                        exchange.getResponse(),
                        Problem.of(
                                HttpStatus.BAD_REQUEST,
                                "The path, a header or a parameter has characters that are not"
                                        + " accepted there, such as an encoded slash, // or ;."));
    }
}
