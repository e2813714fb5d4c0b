package io.paycast.ingest.gate;

import io.paycast.net.TrustedProxies;
import java.net.InetAddress;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides from a request's headers who sent it and whether it may come in. Thread-safe.
 *
 * <p>A right secret is let in however many wrong ones came from its address: Tabby sends all
 * merchants' webhooks from the same few addresses, so that one merchant's stale secret must not
 * cost the others theirs. What the limit on failures takes from an attacker is the noise; guessing
 * is hopeless by the length of the secrets.
 */
public final class Gate {

    private final TrustedProxies proxies;
    private final AllowList allowList;
    private final MerchantSecrets secrets;
    private final FailureLimit failures;

    /**
     * @throws IllegalArgumentException with a sentence that says which setting is wrong
     */
    public Gate(
            TrustedProxies proxies,
            List<String> allowedAddresses,
            List<Merchant> merchants,
            FailureSettings failures,
            LongSupplier nanoClock) {
        this.proxies = proxies;
        this.allowList = new AllowList(allowedAddresses);
        this.secrets = new MerchantSecrets(merchants);
        this.failures = new FailureLimit(failures, nanoClock);
    }

    /**
     * Checks settings that can only be judged together.
     *
     * @throws IllegalArgumentException with a sentence that says which one is wrong
     */
    public static void validate(List<String> allowedAddresses, List<Merchant> merchants) {
        var _ = new AllowList(allowedAddresses);
        var _ = new MerchantSecrets(merchants);
    }

    /** The client's address, see {@link TrustedProxies}. */
    public InetAddress clientOf(InetAddress peer, @Nullable String forwardedFor) {
        return proxies.clientOf(peer, forwardedFor);
    }

    /**
     * Whether the request may come in.
     *
     * @param secret what the secret header holds; null if it is not there exactly once
     */
    public SenderCheck check(InetAddress client, @Nullable String secret) {
        if (!allowList.allows(client)) {
            return new SenderCheck.AddressNotAllowed();
        }
        var merchantCode = secrets.merchantOf(secret == null ? "" : secret);
        if (merchantCode.isPresent()) {
            return new SenderCheck.Authenticated(merchantCode.get());
        }
        var wait = failures.countFailure(client);
        return wait.isZero()
                ? new SenderCheck.InvalidSecret()
                : new SenderCheck.TooManyFailures(wait);
    }
}
