package io.paycast.gateway.connect;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.paycast.net.OwnOrigin;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's request to open a socket (RFC 6455, section 4.2.1). Immutable.
 *
 * @param key the {@code Sec-WebSocket-Key}
 * @param subprotocols the subprotocols that the client offers, in its order
 * @param origin the page that asks; null for a client that is not a browser
 * @param own the origin under which the client reached the gateway
 */
record UpgradeRequest(
        String key,
        List<String> subprotocols,
        @Nullable String authorization,
        @Nullable String origin,
        OwnOrigin own,
        UpgradeQuery query) {

    /** The path of the WebSocket endpoint. */
    static final String PATH = "/ws";

    /** The subprotocol that has a welcome message. */
    static final String PAYCAST_V1 = "paycast.v1";

    private static final String BEARER_SUBPROTOCOL = "bearer.";
    private static final int KEY_BYTES = 16;

    /** The outcome of reading a request. */
    sealed interface Read {
        record Valid(UpgradeRequest request) implements Read {}

        record Invalid(Refusal refusal) implements Read {}
    }

    static boolean isForWebSocketPath(HttpRequest request) {
        var uri = request.uri();
        return uri.startsWith(PATH)
                && (uri.length() == PATH.length() || uri.charAt(PATH.length()) == '?');
    }

    static Read read(HttpRequest request, OwnOrigin own) {
        var headers = request.headers();
        if (!request.method().equals(HttpMethod.GET)
                || !request.protocolVersion().equals(HttpVersion.HTTP_1_1)
                || !headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                || !headers.containsValue(
                        HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                || !"13".equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
            return new Read.Invalid(Refusal.upgradeRequired());
        }
        if (HttpUtil.isTransferEncodingChunked(request)
                || HttpUtil.getContentLength(request, 0L) > 0) {
            return new Read.Invalid(
                    Refusal.badRequest("The request has a body; an upgrade has none."));
        }
        var key = headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY);
        if (key == null || !isKey(key)) {
            return new Read.Invalid(
                    Refusal.badRequest("Sec-WebSocket-Key must be 16 bytes in Base64."));
        }
        return switch (UpgradeQuery.read(request.uri())) {
            case UpgradeQuery.Read.Invalid(var refusal) -> new Read.Invalid(refusal);
            case UpgradeQuery.Read.Valid(var query) -> read(headers, key, own, query);
        };
    }

    private static Read read(HttpHeaders headers, String key, OwnOrigin own, UpgradeQuery query) {
        return new Read.Valid(
                new UpgradeRequest(
                        key,
                        subprotocols(headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)),
                        headers.get(HttpHeaderNames.AUTHORIZATION),
                        origin(headers.getAll(HttpHeaderNames.ORIGIN)),
                        own,
                        query));
    }

    /**
     * The token: from the {@code Authorization} header, a subprotocol or the query; null if absent.
     */
    @Nullable String token() {
        if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return authorization.substring(7).strip();
        }
        for (var subprotocol : subprotocols) {
            if (subprotocol.startsWith(BEARER_SUBPROTOCOL)) {
                return subprotocol.substring(BEARER_SUBPROTOCOL.length());
            }
        }
        return query.token();
    }

    /**
     * The subprotocol of the response; null for none. A browser that offers subprotocols fails
     * unless the response chooses one, so a client that offers only its token gets that one.
     */
    @Nullable String chosenSubprotocol() {
        if (wantsWelcome()) {
            return PAYCAST_V1;
        }
        return subprotocols.stream()
                .filter(subprotocol -> subprotocol.startsWith(BEARER_SUBPROTOCOL))
                .findFirst()
                .orElse(null);
    }

    boolean wantsWelcome() {
        return subprotocols.contains(PAYCAST_V1);
    }

    /** Shows nothing, because the request contains the token. */
    @Override
    public String toString() {
        return "UpgradeRequest[…]";
    }

    /** Several origins are joined, and so match none. */
    private static @Nullable String origin(List<String> headers) {
        return headers.isEmpty() ? null : String.join(", ", headers);
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key.strip()).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static List<String> subprotocols(List<String> headers) {
        var subprotocols = new ArrayList<String>();
        for (var header : headers) {
            for (var subprotocol : header.split(",", -1)) {
                subprotocols.add(subprotocol.strip());
            }
        }
        return subprotocols;
    }
}
