package io.paycast.auth.users;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body of a request to change a user's password, scopes or merchants. */
record UpdateUserRequest(
        @Nullable String password,
        @Nullable List<String> scopes,
        @Nullable List<String> merchants) {

    UpdateUserRequest {
        if (password == null && scopes == null && merchants == null) {
            throw new IllegalArgumentException(
                    "The body must have password, scopes or merchants, or several of them.");
        }
        Optional.ofNullable(password).ifPresent(Password::parseNew);
        Optional.ofNullable(scopes).ifPresent(CreateUserRequest::parseScopes);
        Optional.ofNullable(merchants).ifPresent(MerchantCodes::of);
    }

    Optional<Password> parsedPassword() {
        return Optional.ofNullable(password).map(Password::parseNew);
    }

    Optional<Set<Scope>> parsedScopes() {
        return Optional.ofNullable(scopes).map(CreateUserRequest::parseScopes);
    }

    Optional<Set<String>> parsedMerchants() {
        return Optional.ofNullable(merchants).map(MerchantCodes::of);
    }

    @Override
    public String toString() {
        return "UserChange[hidden]";
    }
}
