package io.paycast.cli.listen;

import io.paycast.cli.server.CommandFailure;
import io.paycast.cli.server.Login;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the token comes from. */
sealed interface TokenSource {

    /** A token that is good now, as far as it can be told. */
    String token();

    /** When the next token should be there; empty where there will be none. */
    Optional<Instant> renewAt();

    /** Another token than the present one. */
    String renew();

    /** The token that was given; there is no other. */
    record FixedToken(String token) implements TokenSource {
        @Override
        public Optional<Instant> renewAt() {
            return Optional.empty();
        }

        @Override
        public String renew() {
            throw new CommandFailure(
                    "The token given with --token is not accepted or has ended; get another with"
                            + " \"paycast token\".");
        }

        @Override
        public String toString() {
            return "FixedToken[hidden]";
        }
    }

    /** One that logs in, refreshes, and logs in anew where that is over. */
    final class LoginToken implements TokenSource {

        /** The part of its life after which a token is renewed. */
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
