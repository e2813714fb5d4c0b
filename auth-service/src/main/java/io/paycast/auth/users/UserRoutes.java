package io.paycast.auth.users;

import static org.springframework.web.reactive.function.server.RequestPredicates.DELETE;
import static org.springframework.web.reactive.function.server.RequestPredicates.GET;
import static org.springframework.web.reactive.function.server.RequestPredicates.PATCH;
import static org.springframework.web.reactive.function.server.RequestPredicates.POST;

import io.paycast.auth.http.AuthResponse;
import io.paycast.auth.http.BoundedExecutor;
import io.paycast.auth.http.JsonBodyReader;
import io.paycast.auth.http.ResponseWriter;
import io.paycast.auth.revocation.Caller;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The endpoints {@code /api/auth/users}, with which an administrator manages users. */
public final class UserRoutes {

    private static final Logger LOG = LoggerFactory.getLogger(UserRoutes.class);
    private static final int PAGE_SIZE = 100;
    private static final String USERS_PATH = "/api/auth/users";
    private static final String USER_PATH = USERS_PATH + "/{username}";

    private final Users users;
    private final CallerGuard guard;
    private final BoundedExecutor hashing;
    private final BoundedExecutor database;
    private final JsonBodyReader<String> bodies;
    private final ResponseWriter writer;

    /**
     * @param hashing runs requests that hash a password
     * @param database runs all other requests
     */
    public UserRoutes(
            Users users,
            CallerGuard guard,
            BoundedExecutor hashing,
            BoundedExecutor database,
            JsonBodyReader<String> bodies,
            ResponseWriter writer) {
        this.users = users;
        this.guard = guard;
        this.hashing = hashing;
        this.database = database;
        this.bodies = bodies;
        this.writer = writer;
    }

    /** Returns the routes. */
    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route(POST(USERS_PATH), this::add)
                .andRoute(GET(USERS_PATH), this::list)
                .andRoute(GET(USER_PATH), this::show)
                .andRoute(PATCH(USER_PATH), this::change)
                .andRoute(DELETE(USER_PATH), this::remove);
    }

    record UserResponse(
            String username, List<String> scopes, List<String> merchants, String createdAt) {
        static UserResponse of(User user) {
            return new UserResponse(
                    user.name().text(),
                    Scope.wireNames(user.scopes()),
                    List.copyOf(user.merchants()),
                    user.createdAt().toString());
        }
    }

    record UserPage(List<UserResponse> users, @Nullable String next) {}

    private Mono<ServerResponse> add(ServerRequest request) {
        return Caller.of(request)
                .flatMap(caller ->
                        bodies.read(
                                request,
                                caller.subject(),
                                CreateUserRequest.class,
                                body -> hashing.respond(() -> add(caller, body))));
    }

    private AuthResponse add(Caller caller, CreateUserRequest body) {
        var password = users.hash(body.parsedPassword());
        return guard.run(
                caller,
                _ ->
                        users.add(
                                        body.parsedUsername(),
                                        password,
                                        body.parsedScopes(),
                                        body.parsedMerchants())
                                .map(UserRoutes::created)
                                .orElseGet(() -> conflict("The username is taken.")));
    }

    private Mono<ServerResponse> list(ServerRequest request) {
        var after =
                request.queryParam("after").flatMap(Username::parse).map(Username::text).orElse("");
        return database.respond(
                        () -> {
                            var found = users.list(after, PAGE_SIZE);
                            var next =
                                    found.size() < PAGE_SIZE ? null : found.getLast().name().text();
                            return AuthResponse.ok(
                                    new UserPage(
                                            found.stream().map(UserResponse::of).toList(), next));
                        })
                .flatMap(writer::response);
    }

    private Mono<ServerResponse> show(ServerRequest request) {
        return database.respond(() ->
                        username(request)
                                .flatMap(users::find)
                                .map(user -> AuthResponse.ok(UserResponse.of(user)))
                                .orElseGet(UserRoutes::userNotFound))
                .flatMap(writer::response);
    }

    private Mono<ServerResponse> change(ServerRequest request) {
        return Caller.of(request)
                .flatMap(caller ->
                        bodies.read(
                                request,
                                caller.subject(),
                                UpdateUserRequest.class,
                                body ->
                                        hashing.respond(
                                                () -> change(caller, username(request), body))));
    }

    private AuthResponse change(Caller caller, Optional<Username> name, UpdateUserRequest body) {
        if (isSame(caller, name)
                && body.parsedScopes().filter(it -> !it.contains(Scope.USERS_WRITE)).isPresent()) {
            return conflict(
                    "You cannot remove users:write from yourself. Another administrator can.");
        }
        if (name.isEmpty()) {
            return userNotFound();
        }
        Optional<Users.HashedPassword> password;
        try {
            password = body.parsedPassword(name.get()).map(users::hash);
        } catch (IllegalArgumentException e) {
            return AuthResponse.refused(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        }
        return guard.run(caller, name.get(), _ -> change(name.get(), password, body));
    }

    private AuthResponse change(
            Username name, Optional<Users.HashedPassword> password, UpdateUserRequest body) {
        if (!users.change(name, password, body.parsedScopes(), body.parsedMerchants())) {
            return userNotFound();
        }
        LOG.info("user changed user={}", name);
        return new AuthResponse.NoContent();
    }

    private Mono<ServerResponse> remove(ServerRequest request) {
        return Caller.of(request)
                .flatMap(caller -> database.respond(() -> remove(caller, username(request))))
                .flatMap(writer::response);
    }

    private AuthResponse remove(Caller caller, Optional<Username> name) {
        if (isSame(caller, name)) {
            return conflict("You cannot remove yourself. Another administrator can.");
        }
        return name.map(it -> guard.run(caller, it, _ -> remove(it)))
                .orElseGet(UserRoutes::userNotFound);
    }

    private AuthResponse remove(Username name) {
        if (!users.remove(name)) {
            return userNotFound();
        }
        LOG.info("user removed user={}", name);
        return new AuthResponse.NoContent();
    }

    private static boolean isSame(Caller caller, Optional<Username> name) {
        return name.map(Username::text).filter(caller.subject()::equals).isPresent();
    }

    private static Optional<Username> username(ServerRequest request) {
        return Username.parse(request.pathVariable("username"));
    }

    private static AuthResponse created(User user) {
        LOG.info("user added user={} scopes=\"{}\"", user.name(), Scope.claim(user.scopes()));
        return new AuthResponse.Json(
                HttpStatus.CREATED, UserResponse.of(user), CacheControl.noStore());
    }

    private static AuthResponse conflict(String detail) {
        return AuthResponse.refused(HttpStatus.CONFLICT, detail);
    }

    private static AuthResponse userNotFound() {
        return AuthResponse.refused(HttpStatus.NOT_FOUND, "No user has that username.");
    }
}
