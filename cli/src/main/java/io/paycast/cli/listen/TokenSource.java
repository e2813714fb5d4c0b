package io.paycast.cli.listen;

import io.paycast.cli.server.CommandFailure;
import io.paycast.cli.server.Login;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Supplies the access token of a connection. */
sealed interface TokenSource {

    /** A token that has not reached its renewal time. */
    String token();

    /** When to renew the token; empty if it cannot be renewed. */
    Optional<Instant> renewAt();

    /** Requests a new token. */
    String renew();

    /** A token of the command line, which cannot be renewed. */
    record FixedToken(String token) implements TokenSource {
        @Override
        public Optional<Instant> renewAt() {
            return Optional.empty();
        }

        @Override
        public String renew() {
            throw new CommandFailure(
                    "The token of --token is invalid or has expired. Get a new one with"
                            + " \"paycast token\".");
        }

        @Override
        public String toString() {
            return "FixedToken[hidden]";
        }
    }

    /** Logs in, refreshes the token, and logs in again once the refresh token is invalid. */
    final class LoginToken implements TokenSource {

        /** The fraction of its lifetime after which a token is renewed. */
        private static final double RENEW_AFTER = 0.8;

        private final Login login;
        private final InstantSource clock;
        private Login.@Nullable IssuedToken issued;
        private Instant renewAt = Instant.MIN;

        LoginToken(Login login, InstantSource clock) {
            this.login = login;
            this.clock = clock;
        }

        @Override
        public String token() {
            var present = issued;
            return present == null || !clock.instant().isBefore(renewAt)
                    ? renew()
                    : present.token();
        }

        @Override
        public Optional<Instant> renewAt() {
            return Optional.of(renewAt);
        }

        @Override
        public String renew() {
            var asked = clock.instant();
            var next =
                    Optional.ofNullable(issued)
                            .flatMap(Login.IssuedToken::refreshToken)
                            .flatMap(login::refresh)
                            .orElseGet(login::logIn);
            issued = next;
            renewAt = asked.plus(part(next.lifetime()));
            return next.token();
        }

        private static Duration part(Duration lifetime) {
            return Duration.ofMillis((long) (lifetime.toMillis() * RENEW_AFTER));
        }
    }
}
