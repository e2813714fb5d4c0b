package io.paycast.auth;

import static io.paycast.settings.SettingChecks.require;

import io.paycast.auth.users.BootstrapUsers.BootstrapUser;
import io.paycast.auth.users.MerchantCodes;
import io.paycast.auth.users.Password;
import io.paycast.auth.users.Scope;
import io.paycast.auth.users.Username;
import io.paycast.settings.InvalidSettingException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings {@code paycast.auth.admin} and {@code paycast.auth.local-users}.
 *
 * @param admin the first administrator
 * @param localUsers users with known passwords, which are reset at each start in local mode
 */
@ConfigurationProperties("paycast.auth")
record BootstrapSettings(@DefaultValue Admin admin, @DefaultValue List<LocalUser> localUsers) {

    BootstrapSettings {
        localUsers = List.copyOf(localUsers);
    }

    /** Refuses local users outside local mode. */
    void check(ModeSettings mode) {
        require(
                mode.local() || localUsers.isEmpty(),
                "paycast.auth.local-users is only for a developer's machine. Remove it, or set"
                        + " paycast.local=true.");
    }

    /** The administrator that is added at startup unless the user exists. */
    record Admin(@Nullable String username, @Nullable String password) {

        Admin {
            require(
                    (username == null) == (password == null),
                    "paycast.auth.admin.username and paycast.auth.admin.password belong together."
                            + " Set both or neither.");
            if (username != null) {
                bootstrapUser(username, password);
            }
        }

        Optional<BootstrapUser> user() {
            return Optional.ofNullable(username).map(name -> bootstrapUser(name, password));
        }

        private static BootstrapUser bootstrapUser(String username, @Nullable String password) {
            var name = parseUsername("admin.username", username);
            return new BootstrapUser(
                    name,
                    parse("admin.password", () -> Password.parseNew(password, name)),
                    EnumSet.allOf(Scope.class),
                    Set.of());
        }

        @Override
        public String toString() {
            return "Admin[" + username + "]";
        }
    }

    /** A user whose password may be public. */
    record LocalUser(
            String username,
            String password,
            @DefaultValue List<String> scopes,
            @DefaultValue List<String> merchants) {

        LocalUser {
            bootstrapUser(username, password, scopes, merchants);
        }

        BootstrapUser user() {
            return bootstrapUser(username, password, scopes, merchants);
        }

        private static BootstrapUser bootstrapUser(
                String username, String password, List<String> scopes, List<String> merchants) {
            return new BootstrapUser(
                    parseUsername("local-users.username", username),
                    parse("local-users.password", () -> Password.parse(password)),
                    parse("local-users.scopes", () -> Scope.of(scopes)),
                    parse("local-users.merchants", () -> MerchantCodes.of(merchants)));
        }

        @Override
        public String toString() {
            return "LocalUser[" + username + "]";
        }
    }

    private static Username parseUsername(String setting, String username) {
        return Username.parse(username).orElseThrow(() -> invalid(setting, Username.RULE));
    }

    private static <T> T parse(String setting, Supplier<T> parser) {
        try {
            return parser.get();
        } catch (IllegalArgumentException e) {
            throw invalid(setting, String.valueOf(e.getMessage()));
        }
    }

    private static InvalidSettingException invalid(String setting, String reason) {
        return new InvalidSettingException(
                "paycast.auth.%s is invalid: %s".formatted(setting, reason));
    }
}
