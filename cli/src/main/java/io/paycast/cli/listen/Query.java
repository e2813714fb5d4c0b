package io.paycast.cli.listen;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a connection asks for.
 *
 * @param since the cursor to resume after
 * @param rewind how many updates of the past to begin with; a cursor that is known by then wins
 */
record Query(
        List<String> orders,
        List<String> payments,
        Optional<String> since,
        Optional<Integer> rewind) {

    /** The socket's address, resuming after this cursor where there is one. */
    URI address(URI base, @Nullable String cursor) {
        var parameters = new ArrayList<String>();
        orders.forEach(order -> parameters.add("order=" + encoded(order)));
        payments.forEach(payment -> parameters.add("payment=" + encoded(payment)));
        Optional.ofNullable(cursor)
                .or(() -> since)
                .ifPresentOrElse(
                        known -> parameters.add("since=" + encoded(known)),
                        () -> rewind.ifPresent(count -> parameters.add("rewind=" + count)));
        var query = parameters.isEmpty() ? "" : "?" + String.join("&", parameters);
        return URI.create(base.toString().replaceFirst("^http", "ws") + "/ws" + query);
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, UTF_8);
    }
}
