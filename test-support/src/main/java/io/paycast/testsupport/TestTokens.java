package io.paycast.testsupport;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.time.InstantSource;
import java.util.List;

/**
 * Issues tokens for tests, valid and invalid ones, and publishes its keys over HTTP on 127.0.0.1.
 * Token issuing is thread-safe.
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

    /** Starts an issuer with one published key. */
    public static TestTokens start() {
        return start(InstantSource.system());
    }

    /** Starts an issuer whose tokens are dated by this clock. */
    public static TestTokens start(InstantSource clock) {
        return new TestTokens(KeyServer.start(), clock);
    }

    /** The {@code iss} claim of its tokens, and the address of its discovery document. */
    public String issuer() {
        return server.issuer();
    }

    /** The address of its key set. */
    public String jwkSetUri() {
        return server.jwkSetUri();
    }

    /** The key set as published, to be changed and published again. */
    public String jwkSet() {
        return server.jwkSet();
    }

    /** Publishes another key set, of any form. */
    public void publish(String jwkSet) {
        server.publish(jwkSet);
    }

    /** Names another issuer in the discovery document. */
    public void discoverAs(String issuer) {
        server.discoverAs(issuer);
    }

    /** The number of requests for the key set. */
    public int jwkSetRequests() {
        return server.jwkSetRequests();
    }

    /** Responds to no request until the same thread calls {@link #resume}. */
    public void pause() {
        server.pause();
    }

    /** Responds again, also to the requests that wait. */
    public void resume() {
        server.resume();
    }

    /** Signs with a new key from now on; the previous one stays published. */
    public void rotateKey() {
        var before = key;
        key = newKey();
        server.publish(List.of(before, key));
    }

    /** Drafts a valid token of the subject {@code demo}, which a test changes before signing. */
    public TokenDraft token() {
        return new TokenDraft(issuer(), key, clock.instant());
    }

    /** Issues a valid token for this subject with these scopes. */
    public String token(String subject, String... scopes) {
        return token().subject(subject).scopes(scopes).signed();
    }

    /** Returns one invalid token of each kind, each with its flaw. */
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
        } catch (JOSEException e) {
            throw new IllegalStateException("RSA is part of every JDK", e);
        }
    }
}
