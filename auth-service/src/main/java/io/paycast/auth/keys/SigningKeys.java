package io.paycast.auth.keys;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The keys as this instance knows them. Looks at the database once a minute at most, on the thread
 * of whoever asks, and carries out what {@link KeyRotation} says is due. Every method may block.
 *
 * <p>There is no timer: a key is made ahead of its use by whichever request comes first, and
 * without requests no key is needed.
 */
public final class SigningKeys {

    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);
    private static final Duration RELOAD_INTERVAL = Duration.ofMinutes(1);

    private final KeyStore store;
    private final TransactionOperations transactions;
    private final KeyRotation rotation;
    private final InstantSource clock;

    private final ReentrantLock reloading = new ReentrantLock();
    private volatile LoadedKeys loaded;

    private record LoadedKeys(List<SigningKey> inOrder, Instant loadedAt) {}

    /** Reads the keys, and makes the first one where there is none. */
    public SigningKeys(
            JdbcClient jdbc,
            TransactionOperations transactions,
            KeySeal seal,
            KeyRotation rotation,
            InstantSource clock) {
        this.store = new KeyStore(jdbc, seal);
        this.transactions = transactions;
        this.rotation = rotation;
        this.clock = clock;
        this.loaded = load(clock.instant());
    }

    /** The key that signs now. */
    public SigningKey signer() {
        return KeyRotation.signer(current(), clock.instant());
    }

    /** The public halves of all keys whose tokens may be met now or soon. */
    public JWKSet published() {
        return new JWKSet(current().stream().map(SigningKey::jwk).map(JWK.class::cast).toList())
                .toPublicJWKSet();
    }

    private List<SigningKey> current() {
        var now = clock.instant();
        if (now.isBefore(loaded.loadedAt.plus(RELOAD_INTERVAL)) || !reloading.tryLock()) {
            return loaded.inOrder;
        }
        try {
            loaded = load(now);
        } catch (DataAccessException | TransactionException e) {
            log.warn("event=keys-not-read cause=\"{}\"", e.getMessage());
            loaded = new LoadedKeys(loaded.inOrder, now);
        } finally {
            reloading.unlock();
        }
        return loaded.inOrder;
    }

    private LoadedKeys load(Instant now) {
        var keys = store.all();
        if (rotation.nextSigningStart(keys, now).isPresent()
                || !rotation.expired(keys, now).isEmpty()) {
            transactions.executeWithoutResult(_ -> rotate(now));
            keys = store.all();
        }
        return new LoadedKeys(List.copyOf(keys), now);
    }

    /** Looks again under the lock: another instance may have done it meanwhile. */
    private void rotate(Instant now) {
        store.lock();
        var keys = store.all();
        rotation.nextSigningStart(keys, now)
                .map(SigningKey::generate)
                .ifPresent(key -> {
                    store.add(key);
                    log.info("event=key-made kid={} signsFrom={}", key.kid(), key.signsFrom());
                });
        for (var key : rotation.expired(keys, now)) {
            store.remove(key);
            log.info("event=key-removed kid={}", key.kid());
        }
    }
}
