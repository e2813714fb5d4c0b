package io.paycast.auth.users;

import java.util.Optional;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Hashes and verifies passwords with Argon2id and OWASP's recommended parameters: 19 MiB, two
 * passes, one lane. A call takes about 40 ms of CPU, so callers use the hashing threads.
 * Thread-safe.
 */
public final class PasswordHashes {

    static final String DUMMY_PASSWORD = "there is no such user";

    private final PasswordEncoder argon2;

    /** Verified for an unknown user, so that timing does not reveal which users exist. */
    private final String dummyHash;

    public PasswordHashes() {
        this(new Argon2PasswordEncoder(16, 32, 1, 19 * 1024, 2));
    }

    PasswordHashes(PasswordEncoder encoder) {
        argon2 = encoder;
        dummyHash = encoder.encode(DUMMY_PASSWORD);
    }

    String hash(Password password) {
        return argon2.encode(password.characters());
    }

    /** Returns whether the password matches; takes as long without a hash. */
    boolean matches(Password password, Optional<String> hash) {
        boolean same = argon2.matches(password.characters(), hash.orElse(dummyHash));
        return same && hash.isPresent();
    }

    /** Returns whether the hash was made with other parameters than the current ones. */
    boolean isOutdated(String hash) {
        return argon2.upgradeEncoding(hash);
    }
}
