package io.paycast.auth.users;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body of a request to change a user's password, scopes or both. */
record UpdateUserRequest(@Nullable String password, @Nullable List<String> scopes) {

    UpdateUserRequest {
        if (password == null && scopes == null) {
            throw new IllegalArgumentException("The body must have password, scopes or both.");
        }
        Optional.ofNullable(password).ifPresent(Password::parseNew);
        Optional.ofNullable(scopes).ifPresent(CreateUserRequest::parseScopes);
    }

    Optional<Password> parsedPassword() {
        return Optional.ofNullable(password).map(Password::parseNew);
    }

    Optional<Set<Scope>> parsedScopes() {
        return Optional.ofNullable(scopes).map(CreateUserRequest::parseScopes);
    }

    @Override
    public String toString() {
        return "UserChange[hidden]";
    }
}
