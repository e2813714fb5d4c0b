package io.paycast.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Responses that handlers of Netty's pipeline write, ahead of WebFlux. Thread-safe. */
public final class NettyResponses {

    /** The value of {@code Date} in one second. */
    private record Second(long epochSecond, AsciiString date) {}

    /** IMF-fixdate (RFC 9110, section 5.6.7). */
    private static final DateTimeFormatter FORM =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
                    .withZone(ZoneOffset.UTC);

    private static final AtomicReference<Second> SECOND =
            new AtomicReference<>(new Second(0, AsciiString.EMPTY_STRING));

    private NettyResponses() {}

    /** The response to a refused request. The caller closes the connection after it. */
    public static FullHttpResponse problem(Problem problem) {
        var body = Unpooled.wrappedBuffer(problem.body());
        var response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(problem.status()), body);
        problem.headers().forEach((name, value) -> response.headers().set(name, value));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (response.headers().contains(HttpHeaderNames.UPGRADE)) {
            // for this connection only (RFC 9110, section 7.8)
            response.headers().set(HttpHeaderNames.CONNECTION, "close, upgrade");
        }
        return response;
    }

    /** Adds {@code Date} (RFC 9110, section 6.6.1), unless the response has one. */
    static void addDate(HttpHeaders headers) {
        if (!headers.contains(HttpHeaderNames.DATE)) {
            headers.set(HttpHeaderNames.DATE, date(System.currentTimeMillis()));
        }
    }

    private static AsciiString date(long nowMillis) {
        long now = TimeUnit.MILLISECONDS.toSeconds(nowMillis);
        var current = SECOND.get();
        if (current.epochSecond() != now) {
            current = new Second(now, AsciiString.of(FORM.format(Instant.ofEpochSecond(now))));
            SECOND.set(current);
        }
        return current.date();
    }
}
