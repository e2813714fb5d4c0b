package io.paycast.auth.keys;

import com.nimbusds.jose.jwk.RSAKey;
import io.paycast.auth.RunningAuth;

/** Gives tests the private keys of a running service, so that they can forge tokens. */
public final class PrivateKeys {

    private PrivateKeys() {}

    /** Returns the key that signs now. */
    public static RSAKey signer(RunningAuth auth) {
        var store = new KeyStore(auth.jdbc(), new KeySeal(RunningAuth.KEY_ENCRYPTION_KEY));
        return KeyRotation.signer(store.all(), auth.clock.instant()).jwk();
    }
}
