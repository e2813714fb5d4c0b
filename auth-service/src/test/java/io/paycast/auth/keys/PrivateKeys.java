package io.paycast.auth.keys;

import com.nimbusds.jose.jwk.RSAKey;
import io.paycast.auth.RunningAuth;

/** The private keys of a running service, for tests that forge. */
public final class PrivateKeys {

    private PrivateKeys() {}

    /** The key that signs now. */
    public static RSAKey signer(RunningAuth auth) {
        var store = new KeyStore(auth.jdbc(), new KeySeal(RunningAuth.keyEncryptionKey()));
        return KeyRotation.signer(store.all(), auth.clock.instant()).jwk();
    }
}
