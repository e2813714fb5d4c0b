package io.paycast.auth.keys;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.paycast.liveness.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * This instance's copy of the signing keys. It reloads them from the database at most once a
 * minute, on the calling thread, and applies {@link KeyRotation}. Thread-safe; methods may block,
 * except {@link #published()}.
 *
 * <p>It needs no timer: the first signature after a key is due creates the key.
 */
public final class SigningKeys {

    private static final Logger LOG = LoggerFactory.getLogger(SigningKeys.class);
    private static final Duration RELOAD_INTERVAL = Duration.ofMinutes(1);

    private final KeyStore store;
    private final TransactionOperations transactions;
    private final KeyRotation rotation;
    private final Clocks clocks;

    private final ReentrantLock reloading = new ReentrantLock();
    private volatile LoadedKeys loaded;

    /** The keys, and when the steady clock showed that they were loaded. */
    private record LoadedKeys(List<SigningKey> inOrder, JWKSet publicKeys, Instant loadedAt) {
        static LoadedKeys of(List<SigningKey> inOrder, Instant loadedAt) {
            var keys = inOrder.stream().map(SigningKey::jwk).map(JWK.class::cast).toList();
            return new LoadedKeys(
                    List.copyOf(inOrder), new JWKSet(keys).toPublicJWKSet(), loadedAt);
        }
    }

    /** Loads the keys, and creates the first key if there is none. */
    public SigningKeys(
            JdbcClient jdbc,
            TransactionOperations transactions,
            KeySeal seal,
            KeyRotation rotation,
            Clocks clocks) {
        this.store = new KeyStore(jdbc, seal);
        this.transactions = transactions;
        this.rotation = rotation;
        this.clocks = clocks;
        this.loaded = load(clocks.steady().instant());
    }

    /** Returns the key that signs now. */
    public SigningKey signer() {
        return KeyRotation.signer(current(), clocks.wall().instant());
    }

    /**
     * Returns the public keys of all tokens that may be valid now or soon, from memory. {@link
     * KeyRefresher} keeps them fresh.
     */
    public JWKSet published() {
        return loaded.publicKeys;
    }

    /** Reloads the keys if they were loaded more than a minute ago. */
    public void reloadIfStale() {
        current();
    }

    private List<SigningKey> current() {
        var now = clocks.steady().instant();
        if (now.isBefore(loaded.loadedAt.plus(RELOAD_INTERVAL)) || !reloading.tryLock()) {
            return loaded.inOrder;
        }
        try {
            loaded = load(now);
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("keys not reloaded cause=\"{}\"", e.getMessage());
            loaded = LoadedKeys.of(loaded.inOrder, now);
        } finally {
            reloading.unlock();
        }
        return loaded.inOrder;
    }

    private LoadedKeys load(Instant loadedAt) {
        var now = clocks.wall().instant();
        var keys = store.all();
        if (rotation.nextSigningStart(keys, now).isPresent()
                || !rotation.expired(keys, now).isEmpty()) {
            transactions.executeWithoutResult(_ -> rotate(now));
            keys = store.all();
        }
        return LoadedKeys.of(keys, loadedAt);
    }

    /** Reads the keys again under the lock, because another instance may have rotated them. */
    private void rotate(Instant now) {
        store.lock();
        var keys = store.all();
        rotation.nextSigningStart(keys, now)
                .map(SigningKey::generate)
                .ifPresent(key -> {
                    store.add(key);
                    LOG.info("signing key created kid={} signsFrom={}", key.kid(), key.signsFrom());
                });
        for (var key : rotation.expired(keys, now)) {
            store.remove(key);
            LOG.info("signing key removed kid={}", key.kid());
        }
    }
}
