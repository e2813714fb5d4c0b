package io.paycast.auth.users;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Adds the users that the settings name, before the first request can come. The administrator is
 * added where there is no such user and left alone from then on; local users have the settings'
 * password and scopes after every start.
 */
public final class BootstrapUsers implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(BootstrapUsers.class);

    /** A user that the settings name. */
    public record BootstrapUser(Username name, Password password, Set<Scope> scopes) {}

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
                .filter(admin -> users.find(admin.name()).isEmpty())
                .flatMap(admin -> users.add(admin.name(), admin.password(), admin.scopes()))
                .ifPresent(admin -> log.info("event=administrator-added user={}", admin.name()));
        localUsers.forEach(this::addOrUpdate);
        if (administrator.isEmpty() && localUsers.isEmpty() && users.list("", 1).isEmpty()) {
            log.warn(
                    "event=no-users hint=\"nobody can log in: set paycast.auth.admin.username and"
                            + " paycast.auth.admin.password to have an administrator added\"");
        }
    }

    private void addOrUpdate(BootstrapUser user) {
        var existing = users.authenticate(Optional.of(user.name()), user.password());
        if (existing.filter(it -> it.scopes().equals(user.scopes())).isPresent()
                || users.add(user.name(), user.password(), user.scopes()).isPresent()) {
            return;
        }
        users.change(user.name(), Optional.of(user.password()), Optional.of(user.scopes()));
    }
}
