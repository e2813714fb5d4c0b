package io.paycast.auth.login;

import static org.springframework.web.reactive.function.server.RequestPredicates.POST;

import io.paycast.auth.http.AuthResponse;
import io.paycast.auth.http.ClientAddresses;
import io.paycast.auth.http.JsonBodyReader;
import io.paycast.auth.http.SharedExecutor;
import io.paycast.auth.tokens.TokenIssuer;
import io.paycast.auth.users.User;
import io.paycast.auth.users.Users;
import io.paycast.http.Problem;
import io.paycast.http.ProblemWriter;
import io.paycast.limits.LogLimit;
import io.paycast.net.ClientAddress;
import io.paycast.net.ClientNetwork;
import java.net.InetAddress;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * {@code POST /api/auth/login}: exchanges a username and password for tokens. The event loop checks
 * the rate limits before it queues any work; the hashing threads verify the password.
 */
public final class LoginRoute {

    private static final Logger LOG = LoggerFactory.getLogger(LoginRoute.class);

    private static final int MAX_REFUSAL_LINES_PER_MINUTE = 60;

    private final LogLimit refusalLines =
            new LogLimit(MAX_REFUSAL_LINES_PER_MINUTE, System::nanoTime);
    private final Users users;
    private final TokenIssuer tokenIssuer;
    private final LoginLimits limits;
    private final ClientAddresses addresses;
    private final SharedExecutor<ClientNetwork> hashing;
    private final JsonBodyReader<ClientNetwork> bodies;

    public LoginRoute(
            Users users,
            TokenIssuer tokenIssuer,
            LoginLimits limits,
            ClientAddresses addresses,
            SharedExecutor<ClientNetwork> hashing,
            JsonBodyReader<ClientNetwork> bodies) {
        this.users = users;
        this.tokenIssuer = tokenIssuer;
        this.limits = limits;
        this.addresses = addresses;
        this.hashing = hashing;
        this.bodies = bodies;
    }

    /** Returns the route. */
    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route(POST("/api/auth/login"), this::login);
    }

    private Mono<ServerResponse> login(ServerRequest request) {
        return switch (addresses.of(request)) {
            case ClientAddress.Known(var client) -> login(request, client);
            case ClientAddress.Unknown(var reason) ->
                    ProblemWriter.response(Problem.of(HttpStatus.BAD_REQUEST, reason));
        };
    }

    private Mono<ServerResponse> login(ServerRequest request, InetAddress client) {
        return bodies.read(
                request,
                ClientNetwork.of(client),
                Credentials.class,
                credentials ->
                        limits.tryAcquire(client, credentials.parsedUsername())
                                .map(wait -> Mono.just(tooManyAttempts(client, wait)))
                                .orElseGet(() ->
                                        hashing.respond(
                                                ClientNetwork.of(client),
                                                () -> login(client, credentials))));
    }

    private AuthResponse login(InetAddress client, Credentials credentials) {
        var user = users.authenticate(credentials.parsedUsername(), credentials.parsedPassword());
        var response = user.flatMap(tokenIssuer::logIn);
        if (response.isEmpty()) {
            logRefusal("login refused", client);
            return invalidCredentials();
        }
        var name = user.map(User::name).orElseThrow();
        limits.succeeded(client, name);
        LOG.info("user logged in user={} client={}", name, client.getHostAddress());
        return response.get();
    }

    /** Logs no username, because people sometimes type their password there. */
    private AuthResponse tooManyAttempts(InetAddress client, Duration wait) {
        logRefusal("login rate limited", client);
        return new AuthResponse.Refused(
                Problem.of(
                                HttpStatus.TOO_MANY_REQUESTS,
                                "Too many login attempts; try again later.")
                        .withRetryAfter(wait));
    }

    private void logRefusal(String event, InetAddress client) {
        refusalLines.log(
                LOG,
                "login refused or rate limited",
                () -> LOG.info("{} client={}", event, client.getHostAddress()));
    }

    private static AuthResponse invalidCredentials() {
        return new AuthResponse.Refused(
                Problem.of(HttpStatus.UNAUTHORIZED, "The username or password is invalid.")
                        .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"paycast\""));
    }
}
