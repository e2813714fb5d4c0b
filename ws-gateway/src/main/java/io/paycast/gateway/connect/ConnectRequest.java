package io.paycast.gateway.connect;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.paycast.net.OwnOrigin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's request to be sent updates: over a WebSocket (RFC 6455, section 4.2.1), or as a stream
 * of events. Immutable.
 *
 * @param origin the page that asks; null for a client that is not a browser
 * @param own the origin under which the client reached the gateway
 */
record ConnectRequest(
        Transport transport,
        @Nullable String authorization,
        @Nullable String origin,
        OwnOrigin own,
        ConnectQuery query) {

    /** The path of the WebSocket endpoint. */
    static final String SOCKET_PATH = "/ws";

    /** The path of the stream of events. */
    static final String EVENTS_PATH = "/api/websocket/events";

    private static final String LAST_EVENT_ID = "Last-Event-ID";

    /** The outcome of reading a request. */
    sealed interface Read {
        record Valid(ConnectRequest request) implements Read {}

        record Invalid(Refusal refusal) implements Read {}
    }

    /** Whether a request asks for updates; the HTTP server takes all others. */
    static boolean asksForUpdates(HttpRequest request) {
        boolean reads =
                request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
        return isFor(SOCKET_PATH, request) || (reads && isFor(EVENTS_PATH, request));
    }

    private static boolean isFor(String path, HttpRequest request) {
        var uri = request.uri();
        return uri.startsWith(path)
                && (uri.length() == path.length() || uri.charAt(path.length()) == '?');
    }

    static Read read(HttpRequest request, OwnOrigin own) {
        return isFor(EVENTS_PATH, request) ? readEvents(request, own) : readUpgrade(request, own);
    }

    private static Read readEvents(HttpRequest request, OwnOrigin own) {
        if (hasBody(request)) {
            return new Read.Invalid(Refusal.badRequest("The request has a body; send none."));
        }
        var transport = new EventStreamTransport(request.method().equals(HttpMethod.HEAD));
        return read(request, transport, own);
    }

    private static Read readUpgrade(HttpRequest request, OwnOrigin own) {
        var flaw = flawOf(request);
        return flaw != null
                ? new Read.Invalid(flaw)
                : read(request, WebSocketTransport.of(request.headers()), own);
    }

    /** Why a request does not open a WebSocket; null if it does. */
    private static @Nullable Refusal flawOf(HttpRequest request) {
        var headers = request.headers();
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            return Refusal.methodNotAllowed();
        }
        var versions = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_VERSION);
        if (versions.size() > 1) {
            return Refusal.badRequest("Sec-WebSocket-Version must be sent once.");
        }
        if (!request.method().equals(HttpMethod.GET)
                || !isHttp11OrHigher(request.protocolVersion())
                || !headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                || !headers.containsValue(
                        HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                || !versions.equals(List.of("13"))) {
            return Refusal.upgradeRequired();
        }
        if (hasBody(request)) {
            return Refusal.badRequest("The request has a body; an upgrade has none.");
        }
        var keys = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_KEY);
        if (keys.size() != 1 || !HandshakeSyntax.isKey(keys.getFirst())) {
            return Refusal.badRequest(
                    "Sec-WebSocket-Key must be sent once: 16 bytes in Base64 with padding.");
        }
        if (!HandshakeSyntax.isTokenList(headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL))) {
            return Refusal.badRequest(
                    "Sec-WebSocket-Protocol must be a list of tokens (RFC 6455, section 4.3).");
        }
        return HandshakeSyntax.isExtensionList(
                        headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS))
                ? null
                : Refusal.badRequest(
                        "Sec-WebSocket-Extensions must be a list of extensions (RFC 6455, section"
                                + " 9.1).");
    }

    /** A higher minor version is compatible (RFC 9110, section 2.5). */
    private static boolean isHttp11OrHigher(HttpVersion version) {
        return version.majorVersion() == 1 && version.minorVersion() >= 1;
    }

    private static boolean hasBody(HttpRequest request) {
        return request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
                || HttpUtil.getContentLength(request, 0L) > 0;
    }

    private static Read read(HttpRequest request, Transport transport, OwnOrigin own) {
        return switch (ConnectQuery.read(request.uri())) {
            case ConnectQuery.Read.Invalid(var refusal) -> new Read.Invalid(refusal);
            case ConnectQuery.Read.Valid(var query) ->
                    read(request.headers(), transport, own, query);
        };
    }

    private static Read read(
            HttpHeaders headers, Transport transport, OwnOrigin own, ConnectQuery query) {
        var lastEventId = headers.get(LAST_EVENT_ID, "");
        boolean resumes = transport instanceof EventStreamTransport && !lastEventId.isEmpty();
        return new Read.Valid(
                new ConnectRequest(
                        transport,
                        headers.get(HttpHeaderNames.AUTHORIZATION),
                        origin(headers.getAll(HttpHeaderNames.ORIGIN)),
                        own,
                        resumes ? query.resumedAfter(lastEventId) : query));
    }

    /**
     * The token: from the {@code Authorization} header, a subprotocol or the query; null if absent.
     */
    @Nullable String token() {
        if (authorization != null && authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return authorization.substring(7).strip();
        }
        var ofTransport = transport.token();
        return ofTransport != null ? ofTransport : query.token();
    }

    /** Shows nothing, because the request contains the token. */
    @Override
    public String toString() {
        return "ConnectRequest[…]";
    }

    /** Several origins are joined, and so match none. */
    private static @Nullable String origin(List<String> headers) {
        return headers.isEmpty() ? null : String.join(", ", headers);
    }
}
