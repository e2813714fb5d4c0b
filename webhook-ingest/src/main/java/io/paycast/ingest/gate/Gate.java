package io.paycast.ingest.gate;

import io.paycast.net.ClientAddress;
import io.paycast.net.TrustedProxies;
import io.paycast.settings.InvalidSettingException;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates the sender of a request by its address and its secret. Thread-safe.
 *
 * <p>The limit on invalid secrets never refuses a valid one. Tabby sends the webhooks of all
 * merchants from the same few addresses, so one merchant's outdated secret must not block the
 * others. The limit only reduces an attacker's load; the length of the secrets prevents guessing.
 */
public final class Gate {

    private final TrustedProxies proxies;
    private final AllowList allowList;
    private final MerchantSecrets secrets;
    private final FailureLimit failures;

    /**
     * @param nanoClock the clock of the limit on invalid secrets, in nanoseconds
     * @throws InvalidSettingException if a setting is invalid
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
     * Validates the allow list and the merchants without keeping them.
     *
     * @throws InvalidSettingException if a setting is invalid
     */
    public static void validate(List<String> allowedAddresses, List<Merchant> merchants) {
        var _ = new AllowList(allowedAddresses);
        var _ = new MerchantSecrets(merchants);
    }

    /** Returns the address of the client; see {@link TrustedProxies#clientOf}. */
    public ClientAddress clientOf(InetAddress peer, Function<String, List<String>> headers) {
        return proxies.clientOf(peer, headers);
    }

    /**
     * Checks the address and the secret of a request.
     *
     * @param secret the value of the secret header; null unless it is present exactly once
     */
    public SenderCheck check(InetAddress client, @Nullable String secret) {
        var merchantCode = secrets.merchantOf(secret == null ? "" : secret);
        if (!allowList.allows(client)) {
            return merchantCode
                    .<SenderCheck>map(SenderCheck.UnlistedAddress::new)
                    .orElseGet(SenderCheck.AddressNotAllowed::new);
        }
        if (merchantCode.isPresent()) {
            return new SenderCheck.Authenticated(merchantCode.get());
        }
        var wait = failures.countFailure(client);
        return wait.isZero()
                ? new SenderCheck.InvalidSecret()
                : new SenderCheck.TooManyFailures(wait);
    }
}
