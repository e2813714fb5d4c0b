package io.paycast.cli.server;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Requests tokens of one user: by password, by refresh token, or for a customer. */
public final class Login {

    private final PaycastServer server;
    private final String user;
    private final String password;

    Login(PaycastServer server, String user, String password) {
        this.server = server;
        this.user = user;
        this.password = password;
    }

    /** A token, its lifetime and its refresh token. */
    public record IssuedToken(String token, Duration lifetime, Optional<String> refreshToken) {
        @Override
        public String toString() {
            return "IssuedToken[hidden]";
        }
    }

    /** The user name. */
    public String user() {
        return user;
    }

    /** Logs in with the password. */
    public IssuedToken logIn() {
        var response =
                server.post(
                        "/api/auth/login",
                        json(Map.of("username", user, "password", password)),
                        Map.of());
        return issued(response, "%s could not log in".formatted(Printable.of(user)));
    }

    /** Exchanges a refresh token; empty if it is no longer valid. */
    public Optional<IssuedToken> refresh(String refreshToken) {
        var response =
                server.post(
                        "/api/auth/refresh", json(Map.of("refreshToken", refreshToken)), Map.of());
        return response.status() == 401
                ? Optional.empty()
                : Optional.of(issued(response, "The token could not be refreshed"));
    }

    /** Requests a customer token for these orders, with the defaults of the auth service. */
    public IssuedToken customerToken(List<String> orders) {
        return customerToken(orders, Map.of());
    }

    /**
     * Requests a customer token for these orders.
     *
     * @param members further members of the request, such as {@code merchant}
     */
    public IssuedToken customerToken(List<String> orders, Map<String, ?> members) {
        var body = new LinkedHashMap<String, Object>(members);
        body.put("orders", orders);
        var response = server.post("/api/auth/customer-token", json(body), logIn().token());
        return issued(response, "%s could not get a customer token".formatted(Printable.of(user)));
    }

    private static IssuedToken issued(ApiResponse response, String what) {
        var body = response.json();
        var token = body.path("token").asString("");
        if (response.isSuccess() && !token.isEmpty()) {
            return new IssuedToken(
                    token,
                    Duration.ofSeconds(body.path("expiresIn").asLong(0)),
                    Optional.of(body.path("refreshToken").asString(""))
                            .filter(text -> !text.isEmpty()));
        }
        throw new LoginFailure(response, "%s: %s".formatted(what, response.problem()));
    }

    private static byte[] json(Map<String, ?> body) {
        return JsonMapper.shared().writeValueAsBytes(body);
    }
}
