package io.paycast.cli.server;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Gets tokens for one user: by password, by refresh token, for a customer. */
public final class Login {

    private final PaycastServer server;
    private final String user;
    private final String password;

    Login(PaycastServer server, String user, String password) {
        this.server = server;
        this.user = user;
        this.password = password;
    }

    /** What the server issued. */
    public record Issued(String token, Duration life, Optional<String> refreshToken) {
        @Override
        public String toString() {
            return "Issued[hidden]";
        }
    }

    /** Who it is. */
    public String user() {
        return user;
    }

    /** Logs in with the password. */
    public Issued begin() {
        var answer =
                server.post(
                        "/api/auth/login",
                        json(Map.of("username", user, "password", password)),
                        Map.of());
        return issued(answer, "%s could not log in".formatted(Printable.of(user)));
    }

    /** Exchanges a refresh token; empty where it is not taken any more. */
    public Optional<Issued> refresh(String refreshToken) {
        var answer =
                server.post(
                        "/api/auth/refresh", json(Map.of("refreshToken", refreshToken)), Map.of());
        return answer.status() == 401
                ? Optional.empty()
                : Optional.of(issued(answer, "The token could not be refreshed"));
    }

    /** Asks for a token that sees these orders only. */
    public Issued forCustomer(List<String> orders) {
        var answer =
                server.post(
                        "/api/auth/customer-token",
                        json(Map.of("orders", orders)),
                        begin().token());
        return issued(answer, "%s could not get a customer token".formatted(Printable.of(user)));
    }

    private static Issued issued(Answer answer, String what) {
        var body = answer.json();
        var token = body.path("token").asString("");
        if (answer.isGood() && !token.isEmpty()) {
            return new Issued(
                    token,
                    Duration.ofSeconds(body.path("expiresIn").asLong(0)),
                    Optional.of(body.path("refreshToken").asString(""))
                            .filter(text -> !text.isEmpty()));
        }
        throw new LoginRefused(answer, "%s: %s".formatted(what, answer.problem()));
    }

    private static byte[] json(Map<String, ?> body) {
        return JsonMapper.shared().writeValueAsBytes(body);
    }
}
