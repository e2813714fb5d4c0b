package io.paycast.auth.users;

import java.util.Optional;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Argon2id with OWASP's first choice of parameters: 19 MiB, two passes, one lane; some 40 ms of
 * CPU, so only ever called on the threads set apart for it.
 */
public final class PasswordHashes {

    static final String DUMMY_PASSWORD = "there is no such user";

    private final PasswordEncoder argon2;

    /** Verified in place of the hash of a user that does not exist: the same work, no user told. */
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

    /** Whether it is the user's password; takes as long where there is no user. */
    boolean matches(Password password, Optional<String> hash) {
        boolean same = argon2.matches(password.characters(), hash.orElse(dummyHash));
        return same && hash.isPresent();
    }

    /** Whether the hash was made with other parameters than now. */
    boolean isOutdated(String hash) {
        return argon2.upgradeEncoding(hash);
    }
}
