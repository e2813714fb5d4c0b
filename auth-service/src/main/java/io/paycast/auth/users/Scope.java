package io.paycast.auth.users;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A permission that a token can grant. */
public enum Scope {
    PAYMENTS_READ("payments:read"),
    PAYMENTS_TEST("payments:test"),
    STATS_READ("stats:read"),
    TOKENS_MINT("tokens:mint"),
    TOKENS_REVOKE("tokens:revoke"),
    USERS_WRITE("users:write");

    private final String wireName;

    Scope(String wireName) {
        this.wireName = wireName;
    }

    /** Returns the name in tokens and settings. */
    public String wireName() {
        return wireName;
    }

    /** Returns the Spring Security authority of a token with this scope. */
    public String authority() {
        return "SCOPE_" + wireName;
    }

    /** Returns the names of all scopes. */
    public static List<String> wireNames() {
        return wireNames(EnumSet.allOf(Scope.class));
    }

    /** Returns the names of the scopes, in the order of declaration. */
    public static List<String> wireNames(Set<Scope> scopes) {
        return scopes.stream().sorted().map(Scope::wireName).toList();
    }

    /** Returns the value of the token claim for these scopes. */
    public static String claim(Set<Scope> scopes) {
        return String.join(" ", wireNames(scopes));
    }

    /**
     * Parses names.
     *
     * @throws IllegalArgumentException with a sentence that lists all scopes
     */
    public static Set<Scope> of(Collection<String> wireNames) {
        return wireNames.stream()
                .map(Scope::of)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Scope.class)));
    }

    private static Scope of(String wireName) {
        return Arrays.stream(values())
                .filter(scope -> scope.wireName.equals(wireName))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "scopes may only contain: "
                                        + String.join(", ", wireNames())
                                        + "."));
    }
}
