package io.paycast.console.demo;

import java.net.URI;

/**
 * The shop's user at Paycast.
 *
 * @param url the base URL of Paycast
 * @param username a user with the scope {@code tokens:mint}
 */
public record PaycastAccount(URI url, String username, String password) {

    @Override
    public String toString() {
        return "PaycastAccount[url=%s, username=%s]".formatted(url, username);
    }
}
