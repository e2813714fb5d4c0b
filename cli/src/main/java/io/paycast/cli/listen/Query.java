package io.paycast.cli.listen;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of a connection.
 *
 * @param since the cursor to resume after
 * @param rewind how many past updates to start with; ignored once a cursor is known
 */
record Query(
        List<String> orders,
        List<String> payments,
        Optional<String> since,
        Optional<Integer> rewind) {

    /** The WebSocket URL, which resumes after this cursor if there is one. */
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
