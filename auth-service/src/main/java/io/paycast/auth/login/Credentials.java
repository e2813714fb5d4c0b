package io.paycast.auth.login;

import io.paycast.auth.users.Password;
import io.paycast.auth.users.Username;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The body of a login request. */
record Credentials(@Nullable String username, @Nullable String password) {

    Credentials {
        if (username == null || username.isEmpty()) {
            throw new IllegalArgumentException("The field username is missing.");
        }
        Password.parse(password);
    }

    /** Returns the username; empty if it is invalid, which the endpoint treats as unknown. */
    Optional<Username> parsedUsername() {
        return Username.parse(username);
    }

    Password parsedPassword() {
        return Password.parse(password);
    }

    @Override
    public String toString() {
        return "Credentials[hidden]";
    }
}
