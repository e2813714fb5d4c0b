package io.paycast.http;

import io.paycast.settings.SettingFormat;
import java.util.Locale;
import org.springframework.util.unit.DataSize;

/** Why a request is refused before it reaches an endpoint, with the status of the response. */
public enum RequestRefusal {
    /** The request line or a header cannot be parsed. */
    MALFORMED(400, "The request is not well-formed HTTP/1.1 (RFC 9112)."),
    TARGET(
            400,
            "The request target must be a path such as /docs, or an http or https URL, in ASCII"
                    + " characters and valid percent-encoding, without a fragment."),
    HOST(
            400,
            "The request must have exactly one Host header. It must be a host name or IP address,"
                    + " optionally with a port, such as shop.example:443."),
    /** A page of another name may have let that name point to this server (DNS rebinding). */
    HOST_NOT_ALLOWED(
            421,
            "This server is not the host that the request names. It accepts localhost, IP addresses"
                    + " and the hosts in its setting PAYCAST_HTTP_ALLOWED_HOSTS."),
    /** The framing of the body breaks off. */
    BODY_FRAMING(400, "The chunks of the body are invalid."),
    METHOD(
            405,
            "This server is not a proxy and does not support CONNECT. Send a request for a path."),
    HEADER_TIMEOUT(408, "The headers of the request did not arrive in time."),
    BODY_TIMEOUT(408, "The body of the request did not arrive in time."),
    BODY_TOO_LARGE(
            413,
            "The body must be at most %s."
                    .formatted(SettingFormat.text(DataSize.ofBytes(RequestGuard.MAX_BODY_BYTES)))),
    REQUEST_LINE_TOO_LONG(414, "The request line must be at most %s."),
    TOO_MANY_REQUESTS(
            429,
            "At most %d requests of one connection may wait for their responses."
                    .formatted(RequestGuard.MAX_PENDING_RESPONSES)),
    HEADERS_TOO_LARGE(431, "The header fields must be at most %s together."),
    TRANSFER_CODING(501, "The only transfer coding that this server supports is chunked."),
    VERSION(505, "The version must be HTTP/1.1 or HTTP/1.0.");

    /** What this server supports at all: the value of {@code Allow} where no path is named. */
    static final String ALL_METHODS = "GET, HEAD, POST, PATCH, DELETE, OPTIONS";

    private final int status;
    private final String detail;

    RequestRefusal(int status, String detail) {
        this.status = status;
        this.detail = detail;
    }

    int status() {
        return status;
    }

    /** The response of a server that reads so much of a head. */
    Problem problem(HeadLimits limits) {
        return switch (this) {
            case METHOD -> Problem.of(status, detail).withHeader("Allow", ALL_METHODS);
            case REQUEST_LINE_TOO_LONG -> tooLarge(limits.line());
            case HEADERS_TOO_LARGE -> tooLarge(limits.fields());
            default -> Problem.of(status, detail);
        };
    }

    private Problem tooLarge(DataSize max) {
        return Problem.of(status, detail.formatted(SettingFormat.text(max)));
    }

    /** The name in metrics and log lines. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
