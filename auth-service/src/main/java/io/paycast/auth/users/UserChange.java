package io.paycast.auth.users;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The body that changes a user's password, scopes, or both. */
record UserChange(@Nullable String password, @Nullable List<String> scopes) {

    UserChange {
        if (password == null && scopes == null) {
            throw new IllegalArgumentException("Give a password, scopes, or both.");
        }
        Optional.ofNullable(password).ifPresent(Password::chosen);
        Optional.ofNullable(scopes).ifPresent(NewUser::scopesOf);
    }

    Optional<Password> chosen() {
        return Optional.ofNullable(password).map(Password::chosen);
    }

    Optional<Set<Scope>> granted() {
        return Optional.ofNullable(scopes).map(NewUser::scopesOf);
    }

    @Override
    public String toString() {
        return "UserChange[hidden]";
    }
}
