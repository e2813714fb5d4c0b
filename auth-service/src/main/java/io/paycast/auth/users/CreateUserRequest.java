package io.paycast.auth.users;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body of a request to add a user. */
record CreateUserRequest(
        @Nullable String username,
        @Nullable String password,
        @Nullable List<String> scopes,
        @Nullable List<String> merchants) {

    CreateUserRequest {
        Password.parseNew(password, parseUsername(username));
        parseScopes(scopes);
        parseMerchants(merchants);
    }

    Username parsedUsername() {
        return parseUsername(username);
    }

    Password parsedPassword() {
        return Password.parseNew(password, parsedUsername());
    }

    Set<Scope> parsedScopes() {
        return parseScopes(scopes);
    }

    Set<String> parsedMerchants() {
        return parseMerchants(merchants);
    }

    private static Set<String> parseMerchants(@Nullable List<String> merchants) {
        return merchants == null ? Set.of() : MerchantCodes.of(merchants);
    }

    static Set<Scope> parseScopes(@Nullable List<String> scopes) {
        if (scopes == null) {
            throw new IllegalArgumentException("The field scopes must be a list of scopes.");
        }
        return Scope.of(scopes);
    }

    private static Username parseUsername(@Nullable String username) {
        return Username.parse(username)
                .orElseThrow(() -> new IllegalArgumentException(Username.RULE));
    }

    @Override
    public String toString() {
        return "NewUser[" + username + "]";
    }
}
