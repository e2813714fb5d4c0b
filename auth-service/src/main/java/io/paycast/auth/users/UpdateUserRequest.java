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
        Optional.ofNullable(scopes).ifPresent(CreateUserRequest::parseScopes);
        Optional.ofNullable(merchants).ifPresent(MerchantCodes::of);
    }

    /**
     * Parses the new password of the user with this username.
     *
     * @throws IllegalArgumentException with a sentence for the client
     */
    Optional<Password> parsedPassword(Username username) {
        return Optional.ofNullable(password).map(it -> Password.parseNew(it, username));
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
