package io.paycast.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.paycast.net.AllowedHosts;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import reactor.netty.NettyPipeline;

/**
 * Checks every request of a connection behind the HTTP codec, ahead of all endpoints: its form (RFC
 * 9112), and how long and how much the client sends. It refuses a request with a problem detail and
 * closes the connection. It also completes the responses of the endpoints: {@code Date} for all, a
 * problem detail for an error without a body.
 *
 * <p>Confined to the channel's event loop. One timer per connection checks a deadline that moves
 * with the connection's state; a request that arrives as a whole costs no timer.
 */
public final class RequestGuard extends ChannelDuplexHandler {

    /** The name in the pipeline: one of the HTTP server's, so that an upgrade removes it. */
    public static final String NAME = NettyPipeline.LEFT + "requestGuard";

    /** The most bytes of a body that is read, whether or not an endpoint wants it. */
    static final int MAX_BODY_BYTES = 4 * 1024 * 1024;

    /** The most requests of one connection that wait for their responses. */
    static final int MAX_PENDING_RESPONSES = 100;

    private static final String BYTES = NettyPipeline.LEFT + "requestBytes";
    private static final int MAX_DISCARDED_BYTES = 1024 * 1024;
    private static final Duration LINGER = Duration.ofSeconds(2);
    private static final long NEVER = Long.MAX_VALUE;

    private final HttpSettings settings;
    private final AllowedHosts hosts;
    private final HeadLimits limits;
    private final RefusedRequests refused;

    // The request that is read.
    private boolean bytesRead;
    private boolean messageRead;
    private boolean headBegun;
    private boolean readingBody;
    private long bodyBytes;
    private long bodyDeadline = NEVER;

    // The responses that are owed.
    private int pendingResponses;
    private boolean responding;
    private boolean readSuppressed;
    private long unsentBytes;

    // The end of the connection.
    private @Nullable FullHttpResponse lastResponse;
    private int responsesBeforeLast;
    private boolean ending;
    private boolean ended;
    private boolean lingering;
    private long discardedBytes;

    private long deadline = NEVER;
    private long timerDeadline;
    private @Nullable Future<?> timer;

    private RequestGuard(
            HttpSettings settings, AllowedHosts hosts, HeadLimits limits, RefusedRequests refused) {
        this.settings = settings;
        this.hosts = hosts;
        this.limits = limits;
        this.refused = refused;
    }

    /**
     * Adds a guard to each channel of the HTTP server.
     *
     * @param limits those of the server's HTTP codec, for the refusals
     */
    public static NettyServerCustomizer customizer(
            HttpSettings settings, HeadLimits limits, RefusedRequests refused) {
        var hosts = settings.hosts();
        return server ->
                server.doOnChannelInit((observer, channel, address) ->
                        addTo(channel, new RequestGuard(settings, hosts, limits, refused)));
    }

    static void addTo(
            Channel channel, HttpSettings settings, HeadLimits limits, RefusedRequests refused) {
        addTo(channel, new RequestGuard(settings, settings.hosts(), limits, refused));
    }

    private static void addTo(Channel channel, RequestGuard guard) {
        var pipeline = channel.pipeline();
        if (pipeline.context(NettyPipeline.HttpCodec) != null) {
            pipeline.addBefore(NettyPipeline.HttpCodec, BYTES, guard.new ByteWatch());
            pipeline.addAfter(NettyPipeline.HttpCodec, NAME, guard);
        }
    }

    /** The guard of a channel of the HTTP server. */
    public static RequestGuard of(Channel channel) {
        return channel.pipeline().get(RequestGuard.class);
    }

    /** Whether no response is owed but that to the request that was read last. */
    public boolean isOnlyPendingRequest() {
        return pendingResponses == 1;
    }

    /** Notices bytes before the codec: it passes on only whole headers. */
    private final class ByteWatch extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            bytesRead = true;
            if (lingering && message instanceof ByteBuf bytes) {
                discardedBytes += bytes.readableBytes();
                bytes.release();
                if (discardedBytes > MAX_DISCARDED_BYTES) {
                    context.close();
                }
            } else {
                context.fireChannelRead(message);
            }
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        setDeadline(context, after(settings.headerTimeout()));
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        cancelTimer();
        ReferenceCountUtil.release(lastResponse);
        lastResponse = null;
    }

    // ---- requests

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        messageRead = true;
        if (ending) {
            ReferenceCountUtil.release(message);
            return;
        }
        switch (message) {
            case HttpRequest request -> readHead(context, request);
            case HttpContent content -> readBody(context, content);
            default -> context.fireChannelRead(message);
        }
    }

    private void readHead(ChannelHandlerContext context, HttpRequest request) {
        headBegun = false;
        var refusal = refusalOf(request);
        if (refusal != null) {
            ReferenceCountUtil.release(request);
            refuse(context, refusal, pendingResponses);
            return;
        }
        switch (targetOf(request)) {
            case RequestTarget.Result.Invalid(var invalid) ->
                    refuse(context, invalid, pendingResponses);
            case RequestTarget.Result.WholeServer() ->
                    end(context, supportedMethods(), pendingResponses);
            case RequestTarget.Result.Path(var uri, var host) -> {
                if (host != null) {
                    request.headers().set(HttpHeaderNames.HOST, host);
                }
                var named = request.headers().get(HttpHeaderNames.HOST);
                if (named != null && !hosts.allows(named)) {
                    refuse(context, RequestRefusal.HOST_NOT_ALLOWED, pendingResponses);
                    return;
                }
                request.setUri(uri);
                pendingResponses++;
                readingBody = true;
                bodyBytes = 0;
                bodyDeadline = NEVER;
                context.fireChannelRead(request);
            }
        }
    }

    private @Nullable RequestRefusal refusalOf(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return switch (request.decoderResult().cause()) {
                case TooLongHttpLineException _ -> RequestRefusal.REQUEST_LINE_TOO_LONG;
                case TooLongHttpHeaderException _ -> RequestRefusal.HEADERS_TOO_LARGE;
                default -> RequestRefusal.MALFORMED;
            };
        }
        var version = request.protocolVersion();
        if (!version.protocolName().equals("HTTP")) {
            return RequestRefusal.MALFORMED;
        }
        if (version.majorVersion() != 1) {
            return RequestRefusal.VERSION;
        }
        if (pendingResponses >= MAX_PENDING_RESPONSES) {
            return RequestRefusal.TOO_MANY_REQUESTS;
        }
        return refusalOf(request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING));
    }

    /** A body of another coding than chunked would be read with the wrong end. */
    private static @Nullable RequestRefusal refusalOf(List<String> codings) {
        if (codings.isEmpty()
                || (codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked"))) {
            return null;
        }
        var all = String.join(",", codings);
        var last = all.substring(all.lastIndexOf(',') + 1).strip();
        return last.equalsIgnoreCase("chunked")
                ? RequestRefusal.TRANSFER_CODING
                : RequestRefusal.MALFORMED;
    }

    private static RequestTarget.Result targetOf(HttpRequest request) {
        return RequestTarget.read(
                request.method().name(),
                request.uri(),
                request.protocolVersion().minorVersion() > 0,
                request.headers().getAll(HttpHeaderNames.HOST));
    }

    private void readBody(ChannelHandlerContext context, HttpContent content) {
        bodyBytes += content.content().readableBytes();
        if (content.decoderResult().isFailure()) {
            content.release();
            refuseBody(context, RequestRefusal.BODY_FRAMING);
        } else if (bodyBytes > MAX_BODY_BYTES) {
            content.release();
            refuseBody(context, RequestRefusal.BODY_TOO_LARGE);
        } else {
            readingBody &= !(content instanceof LastHttpContent);
            context.fireChannelRead(content);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (lingering) {
            context.read();
        } else if (!ending) {
            moveDeadline(context);
        }
        bytesRead = false;
        messageRead = false;
        context.fireChannelReadComplete();
    }

    private void moveDeadline(ChannelHandlerContext context) {
        if (readingBody) {
            startBodyDeadline(context);
        } else if (pendingResponses > 0) {
            // The endpoints limit the time until the response.
            if (!responding) {
                deadline = NEVER;
            }
        } else if (bytesRead && !messageRead && !headBegun) {
            headBegun = true;
            setDeadline(context, Math.min(deadline, after(settings.headerTimeout())));
        }
    }

    /** While an earlier request is processed, the server may not read this one's body. */
    private void startBodyDeadline(ChannelHandlerContext context) {
        if (bodyDeadline == NEVER && pendingResponses <= 1) {
            bodyDeadline = after(settings.bodyTimeout());
        }
        setDeadline(context, bodyDeadline);
    }

    /** A client that does not take its responses may not send more requests. */
    @Override
    public void read(ChannelHandlerContext context) {
        if (context.channel().isWritable()) {
            context.read();
        } else {
            readSuppressed = true;
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (readSuppressed && context.channel().isWritable()) {
            readSuppressed = false;
            context.read();
        }
        context.fireChannelWritabilityChanged();
    }

    // ---- responses

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (ended) {
            ReferenceCountUtil.release(message);
            if (!promise.isVoid()) {
                promise.tryFailure(new ClosedChannelException());
            }
            return;
        }
        var written = message;
        if (message instanceof HttpResponse response) {
            if (isInterim(response.status())) {
                context.write(message, promise);
                return;
            }
            responding = true;
            NettyResponses.addDate(response.headers());
            written = withProblem(response);
        }
        context.write(written, promise);
        if (written instanceof LastHttpContent) {
            finishResponse(context);
        } else if (message instanceof HttpResponse) {
            setDeadline(context, after(settings.idleTimeout()));
        }
    }

    private static boolean isInterim(HttpResponseStatus status) {
        return status.codeClass() == HttpStatusClass.INFORMATIONAL
                && status.code() != HttpResponseStatus.SWITCHING_PROTOCOLS.code();
    }

    /** Gives an error that the server wrote without a body a problem detail. */
    private static HttpResponse withProblem(HttpResponse response) {
        if (response.status().code() < HttpResponseStatus.BAD_REQUEST.code()
                || !(response instanceof FullHttpResponse empty)
                || empty.content().isReadable()
                || empty.headers().contains(HttpHeaderNames.CONTENT_TYPE)) {
            return response;
        }
        var body = Unpooled.wrappedBuffer(Problem.of(response.status().code()).body());
        var filled = empty.replace(body);
        empty.release();
        filled.headers()
                .remove(HttpHeaderNames.TRANSFER_ENCODING)
                .set(HttpHeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        return filled;
    }

    private void finishResponse(ChannelHandlerContext context) {
        responding = false;
        pendingResponses--;
        if (lastResponse != null && --responsesBeforeLast == 0) {
            var response = lastResponse;
            lastResponse = null;
            send(context, response);
        } else if (ending) {
            deadline = NEVER;
        } else if (readingBody) {
            startBodyDeadline(context);
        } else if (pendingResponses > 0) {
            deadline = NEVER;
        } else {
            setDeadline(
                    context, after(headBegun ? settings.headerTimeout() : settings.idleTimeout()));
        }
    }

    // ---- the end

    private void refuseBody(ChannelHandlerContext context, RequestRefusal refusal) {
        boolean responded = pendingResponses == 0 || (pendingResponses == 1 && responding);
        if (responded) {
            refused.add(refusal);
            ending = true;
            linger(context);
        } else {
            refuse(context, refusal, pendingResponses - 1);
        }
    }

    private void refuse(ChannelHandlerContext context, RequestRefusal refusal, int after) {
        refused.add(refusal);
        end(context, NettyResponses.problem(refusal.problem(limits)), after);
    }

    /**
     * Sends a last response once the earlier ones are sent, and closes the connection.
     *
     * @param after how many responses come before it
     */
    private void end(ChannelHandlerContext context, FullHttpResponse response, int after) {
        ending = true;
        if (after > 0) {
            deadline = NEVER;
            lastResponse = response;
            responsesBeforeLast = after;
        } else {
            send(context, response);
        }
    }

    private void send(ChannelHandlerContext context, FullHttpResponse response) {
        ended = true;
        NettyResponses.addDate(response.headers());
        context.writeAndFlush(response).addListener(sent -> linger(context));
    }

    private static FullHttpResponse supportedMethods() {
        var response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT);
        response.headers()
                .set(HttpHeaderNames.ALLOW, RequestRefusal.ALL_METHODS)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        return response;
    }

    /**
     * Closes the connection gradually (RFC 9112, section 9.6): what the client still sends is
     * discarded, because it would otherwise see a reset instead of the response.
     */
    private void linger(ChannelHandlerContext context) {
        ended = true;
        if (context.channel() instanceof DuplexChannel channel
                && channel.isActive()
                && context.pipeline().get(SslHandler.class) == null) {
            lingering = true;
            setDeadline(context, after(LINGER));
            channel.shutdownOutput();
            context.read();
        } else {
            context.close();
        }
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (context.channel().isActive() && (ending || readingBody)) {
            context.channel().closeFuture().addListener(closed -> promise.trySuccess());
            if (!ended) {
                ending = true;
                linger(context);
            }
        } else {
            context.close(promise);
        }
    }

    // ---- time

    private static long after(Duration delay) {
        return System.nanoTime() + delay.toNanos();
    }

    private void setDeadline(ChannelHandlerContext context, long nanos) {
        deadline = nanos;
        if (nanos != NEVER && (timer == null || nanos - timerDeadline < 0)) {
            cancelTimer();
            timerDeadline = nanos;
            timer =
                    context.executor()
                            .schedule(
                                    () -> checkDeadline(context),
                                    nanos - System.nanoTime(),
                                    TimeUnit.NANOSECONDS);
        }
    }

    private void checkDeadline(ChannelHandlerContext context) {
        timer = null;
        if (deadline == NEVER) {
            return;
        }
        if (deadline - System.nanoTime() > 0) {
            setDeadline(context, deadline);
        } else if (lingering || ending) {
            context.close();
        } else if (readingBody && pendingResponses == 0) {
            refused.add(RequestRefusal.BODY_TIMEOUT);
            context.close();
        } else if (readingBody && !responding) {
            refuseBody(context, RequestRefusal.BODY_TIMEOUT);
        } else if (headBegun) {
            refuse(context, RequestRefusal.HEADER_TIMEOUT, 0);
        } else if (takesResponse(context.channel())) {
            setDeadline(context, after(settings.idleTimeout()));
        } else {
            context.close();
        }
    }

    /** Whether a response is on its way: the client takes it, or the endpoint still writes it. */
    private boolean takesResponse(Channel channel) {
        var buffer = channel.unsafe().outboundBuffer();
        if (buffer == null || buffer.isEmpty()) {
            return responding;
        }
        long before = unsentBytes;
        unsentBytes = buffer.totalPendingWriteBytes() - buffer.currentProgress();
        return unsentBytes != before;
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
