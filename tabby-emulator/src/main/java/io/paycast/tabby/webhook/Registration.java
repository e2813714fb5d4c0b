package io.paycast.tabby.webhook;

import io.paycast.tabby.model.Account;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A webhook that a shop registered.
 *
 * @param disputes whether it receives disputes instead of payments
 * @param header sent with every webhook, null if there is none
 */
public record Registration(
        String id, Account account, boolean disputes, URI url, @Nullable Header header) {

    /** A static header, whose value is a secret. */
    public record Header(String title, String value) {
        @Override
        public String toString() {
            return title + ": …";
        }
    }

    /** This registration with another address. */
    public Registration with(URI otherUrl, @Nullable Header otherHeader) {
        return new Registration(id, account, disputes, otherUrl, otherHeader);
    }
}
