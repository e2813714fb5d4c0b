package io.paycast.auth.users;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body that adds a user. */
record NewUser(
        @Nullable String username, @Nullable String password, @Nullable List<String> scopes) {

    NewUser {
        nameOf(username);
        Password.chosen(password);
        scopesOf(scopes);
    }

    UserName name() {
        return nameOf(username);
    }

    Password chosen() {
        return Password.chosen(password);
    }

    Set<Scope> granted() {
        return scopesOf(scopes);
    }

    static Set<Scope> scopesOf(@Nullable List<String> scopes) {
        if (scopes == null) {
            throw new IllegalArgumentException("The field scopes must be a list of scopes.");
        }
        return Scope.of(scopes);
    }

    private static UserName nameOf(@Nullable String username) {
        return UserName.of(username).orElseThrow(() -> new IllegalArgumentException(UserName.RULE));
    }

    @Override
    public String toString() {
        return "NewUser[" + username + "]";
    }
}
