package io.paycast.testsupport;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.time.InstantSource;
import java.util.List;

/**
 * An issuer of tokens for tests: its keys, the HTTP server that publishes them on 127.0.0.1, and
 * tokens of any make, good and evil.
 */
public final class TestTokens implements AutoCloseable {

    private static final int KEY_BITS = 2048;

    private final KeyServer server;
    private final InstantSource clock;
    private RSAKey key;
    private int keysMade;

    private TestTokens(KeyServer server, InstantSource clock) {
        this.server = server;
        this.clock = clock;
        this.key = newKey();
        server.publish(List.of(key));
    }

    /** An issuer with one key, which its server publishes. */
    public static TestTokens start() {
        return start(InstantSource.system());
    }

    /** An issuer whose tokens are dated by this clock. */
    public static TestTokens start(InstantSource clock) {
        return new TestTokens(KeyServer.start(), clock);
    }

    /** The {@code iss} of its tokens; its discovery document is under this address. */
    public String issuer() {
        return server.issuer();
    }

    /** Where its keys are published. */
    public String jwkSetUri() {
        return server.jwkSetUri();
    }

    /** How often somebody asked for the keys. */
    public int jwkSetRequests() {
        return server.jwkSetRequests();
    }

    /** Makes a new key sign from now on; the one before stays published. */
    public void rotateKey() {
        var before = key;
        key = newKey();
        server.publish(List.of(before, key));
    }

    /**
     * A good token of the subject {@code demo}, to be changed as a test likes before it is signed.
     */
    public TokenDraft token() {
        return new TokenDraft(issuer(), key, clock.instant());
    }

    /** A good token of this subject with these scopes. */
    public String token(String subject, String... scopes) {
        return token().subject(subject).scopes(scopes).signed();
    }

    /** One of each kind that must be refused everywhere, named by what is wrong with it. */
    public List<ForgedToken> forged() {
        return ForgedToken.allOf(this, newKey(), clock.instant());
    }

    @Override
    public void close() {
        server.close();
    }

    private RSAKey newKey() {
        try {
            return new RSAKeyGenerator(KEY_BITS).keyID("test-key-" + ++keysMade).generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException("RSA is part of every JDK", impossible);
        }
    }
}
