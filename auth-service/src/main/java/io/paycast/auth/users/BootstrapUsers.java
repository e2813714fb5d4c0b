package io.paycast.auth.users;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Adds the users of the settings before the server accepts requests. The administrator is added
 * once, and neither changed nor added again afterwards. Local users are reset to the settings at
 * every start.
 */
public final class BootstrapUsers implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(BootstrapUsers.class);

    /** A user of the settings. */
    public record BootstrapUser(
            Username name, Password password, Set<Scope> scopes, Set<String> merchants) {}

    private final Users users;
    private final Optional<BootstrapUser> administrator;
    private final List<BootstrapUser> localUsers;

    public BootstrapUsers(
            Users users, Optional<BootstrapUser> administrator, List<BootstrapUser> localUsers) {
        this.users = users;
        this.administrator = administrator;
        this.localUsers = localUsers;
    }

    @Override
    public void afterSingletonsInstantiated() {
        administrator
                .flatMap(admin -> users.addOnce(admin.name(), admin.password(), admin.scopes()))
                .ifPresent(admin -> LOG.info("administrator added user={}", admin.name()));
        localUsers.forEach(this::addOrUpdate);
        if (administrator.isEmpty() && localUsers.isEmpty() && users.list("", 1).isEmpty()) {
            LOG.warn(
                    "no users hint=\"set paycast.auth.admin.username and paycast.auth.admin.password"
                            + " to add an administrator\"");
        }
    }

    private void addOrUpdate(BootstrapUser user) {
        var existing = users.authenticate(Optional.of(user.name()), user.password());
        if (existing.filter(it -> it.scopes().equals(user.scopes()))
                        .filter(it -> it.merchants().equals(user.merchants()))
                        .isPresent()
                || users.add(user.name(), user.password(), user.scopes(), user.merchants())
                        .isPresent()) {
            return;
        }
        users.change(
                user.name(),
                Optional.of(users.hash(user.password())),
                Optional.of(user.scopes()),
                Optional.of(user.merchants()));
    }
}
