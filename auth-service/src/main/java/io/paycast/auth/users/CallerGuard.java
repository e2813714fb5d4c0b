package io.paycast.auth.users;

import io.paycast.auth.http.AuthResponse;
import io.paycast.auth.http.BearerChallenge;
import io.paycast.auth.revocation.Caller;
import io.paycast.auth.revocation.Revocations;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Runs the work of a request only if its token is still valid.
 *
 * <p>A token is verified when the headers of the request arrive. The body can arrive much later,
 * and the work can wait for a thread. So the guard checks the token again, in the transaction of
 * the work and with the caller locked: a concurrent revocation either refuses the work, or waits
 * and then covers what it did. Thread-safe; methods block.
 */
public final class CallerGuard {

    private final Users users;
    private final Revocations revocations;
    private final TransactionOperations transactions;

    public CallerGuard(Users users, Revocations revocations, TransactionOperations transactions) {
        this.users = users;
        this.revocations = revocations;
        this.transactions = transactions;
    }

    /** Runs work that issues or adds something, with the user who sent the request. */
    public AuthResponse run(Caller caller, Function<User, AuthResponse> work) {
        return inOneTransaction(() ->
                Username.parse(caller.subject())
                        .flatMap(users::lockShared)
                        .filter(_ -> !revocations.isRevoked(caller))
                        .map(work)
                        .orElseGet(CallerGuard::refused));
    }

    /**
     * Runs work that changes or removes a user. It locks the caller and that user in the order of
     * their names, so that two administrators who change each other do not wait for each other
     * forever.
     */
    public AuthResponse run(Caller caller, Username changed, Function<User, AuthResponse> work) {
        return inOneTransaction(() -> {
            Username.parse(caller.subject()).ifPresent(name -> users.lock(name, changed));
            return run(caller, work);
        });
    }

    private static AuthResponse refused() {
        return new AuthResponse.Refused(BearerChallenge.invalidToken());
    }

    private AuthResponse inOneTransaction(Supplier<AuthResponse> work) {
        return Objects.requireNonNull(transactions.execute(_ -> work.get()));
    }
}
