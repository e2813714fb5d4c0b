package io.paycast.console.demo;

import java.net.URI;

/**
 * The shop's account with Tabby.
 *
 * @param url the base URL of Tabby's API
 * @param secretKey {@code sk_test_…} or {@code sk_…}; it decides between test and live payments
 */
public record TabbyAccount(URI url, String secretKey, String merchantCode) {

    /** Whether its payments are test payments. */
    boolean isTest() {
        return secretKey.startsWith("sk_test_");
    }

    @Override
    public String toString() {
        return "TabbyAccount[url=%s, merchantCode=%s]".formatted(url, merchantCode);
    }
}
