package io.paycast.auth.login;

import static org.springframework.web.reactive.function.server.RequestPredicates.POST;

import io.paycast.auth.http.AuthResponse;
import io.paycast.auth.http.BoundedExecutor;
import io.paycast.auth.http.ClientAddresses;
import io.paycast.auth.http.JsonBodyReader;
import io.paycast.auth.http.Problem;
import io.paycast.auth.tokens.TokenIssuer;
import io.paycast.auth.users.User;
import io.paycast.auth.users.Users;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * {@code POST /api/auth/login}. Limits are looked at on the event loop, before anything is queued;
 * the password is verified on the threads set apart for it.
 */
public final class LoginRoute {

    private static final Logger log = LoggerFactory.getLogger(LoginRoute.class);

    private final Users users;
    private final TokenIssuer tokenIssuer;
    private final LoginLimits limits;
    private final ClientAddresses addresses;
    private final BoundedExecutor hashing;
    private final JsonBodyReader bodies;

    public LoginRoute(
            Users users,
            TokenIssuer tokenIssuer,
            LoginLimits limits,
            ClientAddresses addresses,
            BoundedExecutor hashing,
            JsonBodyReader bodies) {
        this.users = users;
        this.tokenIssuer = tokenIssuer;
        this.limits = limits;
        this.addresses = addresses;
        this.hashing = hashing;
        this.bodies = bodies;
    }

    /** The route. */
    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route(POST("/api/auth/login"), this::login);
    }

    private Mono<ServerResponse> login(ServerRequest request) {
        var client = addresses.of(request);
        return bodies.read(
                request,
                Credentials.class,
                credentials ->
                        limits.tryAcquire(client, credentials.parsedUsername())
                                .map(wait -> Mono.just(tooManyAttempts(client, wait)))
                                .orElseGet(
                                        () -> hashing.respond(() -> login(client, credentials))));
    }

    private AuthResponse login(InetAddress client, Credentials credentials) {
        var user = users.authenticate(credentials.parsedUsername(), credentials.parsedPassword());
        var answer = user.flatMap(tokenIssuer::logIn);
        if (answer.isEmpty()) {
            log.info("event=login-refused client={}", client.getHostAddress());
            return invalidCredentials();
        }
        log.info(
                "event=login user={} client={}",
                user.map(User::name).orElseThrow(),
                client.getHostAddress());
        return answer.get();
    }

    /** No name in the log unless the login went well: people type passwords there. */
    private static AuthResponse tooManyAttempts(InetAddress client, Duration wait) {
        log.info("event=login-limited client={}", client.getHostAddress());
        return new AuthResponse.Refused(
                Problem.retry(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "Too many attempts to log in; try again later.",
                        wait));
    }

    private static AuthResponse invalidCredentials() {
        return new AuthResponse.Refused(
                new Problem(
                        HttpStatus.UNAUTHORIZED,
                        "The user name or the password is wrong.",
                        Map.of("WWW-Authenticate", "Bearer realm=\"paycast\"")));
    }
}
