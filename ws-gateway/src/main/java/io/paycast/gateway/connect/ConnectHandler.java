package io.paycast.gateway.connect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.paycast.gateway.stats.Counters;
import io.paycast.http.NettyResponses;
import io.paycast.http.RequestGuard;
import io.paycast.limits.LogLimit;
import io.paycast.net.ClientAddress;
import io.paycast.net.ClientNetwork;
import io.paycast.net.OwnOrigin;
import io.paycast.net.TrustedProxies;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import reactor.netty.NettyPipeline;

/**
 * Takes the requests that ask for updates, {@code /ws} and {@code /api/websocket/events}, out of
 * the HTTP server's pipeline. Once the client is admitted, it replaces that pipeline: the HTTP
 * server's reactive handlers would cost an idle client more memory than everything else. Other
 * requests pass through. It comes behind the {@link RequestGuard}, which has checked the form of
 * the request.
 *
 * <p>Confined to the channel's event loop.
 */
public final class ConnectHandler extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectHandler.class);

    private static final String HTTP_CODEC = NettyPipeline.HttpCodec;

    private static final int MAX_REFUSAL_LINES_PER_MINUTE = 60;

    private static final long MAX_UNSENT_BYTES = 128 * 1024;

    /** The dependencies and limits that all handlers of a gateway share. */
    private record Shared(
            Admission admission,
            SessionOpener opener,
            TrustedProxies proxies,
            Counters counters,
            ConnectSettings settings,
            LogLimit refusalLines,
            Map<EventLoop, TimeSlicedExecutor> openings) {

        TimeSlicedExecutor openingsOf(EventLoop eventLoop) {
            return openings.computeIfAbsent(eventLoop, TimeSlicedExecutor::new);
        }
    }

    private final Shared shared;
    private @Nullable HttpRequest connectRequest;
    private boolean deciding;

    /** Frames that arrived before the decision. */
    private @Nullable ByteBuf earlyBytes;

    private @Nullable Future<?> timeout;

    private ConnectHandler(Shared shared) {
        this.shared = shared;
    }

    /** Adds a handler to each channel of the HTTP server. */
    public static NettyServerCustomizer customizer(
            Admission admission,
            SessionOpener opener,
            TrustedProxies proxies,
            Counters counters,
            ConnectSettings settings) {
        var shared =
                new Shared(
                        admission,
                        opener,
                        proxies,
                        counters,
                        settings,
                        new LogLimit(MAX_REFUSAL_LINES_PER_MINUTE, System::nanoTime),
                        new ConcurrentHashMap<>());
        return server ->
                server.doOnChannelInit((observer, channel, address) -> addTo(channel, shared));
    }

    private static void addTo(Channel channel, Shared shared) {
        var pipeline = channel.pipeline();
        if (pipeline.context(HTTP_CODEC) != null) {
            boolean isGuarded = pipeline.context(RequestGuard.NAME) != null;
            pipeline.addAfter(
                    isGuarded ? RequestGuard.NAME : HTTP_CODEC,
                    "paycast.connect",
                    new ConnectHandler(shared));
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        cancelTimeout();
        ReferenceCountUtil.release(earlyBytes);
        earlyBytes = null;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (connectRequest != null) {
            readRest(context, connectRequest, message);
        } else if (message instanceof HttpRequest request) {
            begin(context, request);
        } else {
            context.fireChannelRead(message);
        }
    }

    private void begin(ChannelHandlerContext context, HttpRequest request) {
        // behind a request that waits for its response, an upgrade would overtake that response
        if (request.decoderResult().isSuccess()
                && ConnectRequest.asksForUpdates(request)
                && RequestGuard.of(context.channel()).isOnlyPendingRequest()) {
            connectRequest = request;
            timeout =
                    context.executor()
                            .schedule(
                                    () -> stop(context),
                                    shared.settings().handshakeTimeout().toMillis(),
                                    TimeUnit.MILLISECONDS);
        } else {
            context.fireChannelRead(request);
        }
    }

    private void stop(ChannelHandlerContext context) {
        if (deciding) {
            context.close();
        } else {
            deciding = true;
            refuse(context, Refusal.tooSlow());
        }
    }

    private void readRest(ChannelHandlerContext context, HttpRequest request, Object message) {
        if (deciding && message instanceof ByteBuf bytes) {
            earlyBytes = earlyBytes == null ? bytes : Unpooled.wrappedBuffer(earlyBytes, bytes);
            return;
        }
        ReferenceCountUtil.release(message);
        if (!deciding && message instanceof LastHttpContent) {
            deciding = true;
            // the bytes that follow are frames, not HTTP
            context.pipeline().get(HttpServerCodec.class).removeInboundHandler();
            decide(context, request);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (connectRequest == null) {
            context.fireChannelReadComplete();
        } else if (!deciding) {
            context.read();
        }
    }

    private void decide(ChannelHandlerContext context, HttpRequest message) {
        var peer = peer(context);
        Function<String, List<String>> headers = message.headers()::getAll;
        // only a page's request has an origin to compare with
        var own =
                message.headers().contains(HttpHeaderNames.ORIGIN)
                        ? OwnOrigin.of(shared.proxies(), peer, headers)
                        : OwnOrigin.UNKNOWN;
        switch (shared.proxies().clientOf(peer, headers)) {
            case ClientAddress.Unknown(var reason) -> refuse(context, Refusal.badRequest(reason));
            case ClientAddress.Known(var address) -> {
                switch (ConnectRequest.read(message, own)) {
                    case ConnectRequest.Read.Invalid(var refusal) ->
                            refuse(
                                    context,
                                    shared.admission().refusalOfAttempt(address).orElse(refusal));
                    case ConnectRequest.Read.Valid(var request) ->
                            decide(context, request, address);
                }
            }
        }
    }

    private void decide(
            ChannelHandlerContext context, ConnectRequest request, InetAddress address) {
        shared.admission()
                .decide(
                        request,
                        address,
                        context.channel(),
                        shared.openingsOf(context.channel().eventLoop())
                                .of(ClientNetwork.of(address)),
                        decision -> apply(context, request, decision));
    }

    private void apply(ChannelHandlerContext context, ConnectRequest request, Decision decision) {
        switch (decision) {
            case Decision.Refused(var refusal) ->
                    refuse(context, refusal, shared.admission().crossOriginHeaders(request));
            case Decision.Admitted admitted -> {
                if (context.channel().isActive()) {
                    upgrade(context, request, admitted);
                }
            }
        }
    }

    private void upgrade(
            ChannelHandlerContext context, ConnectRequest request, Decision.Admitted admitted) {
        var channel = context.channel();
        var pipeline = channel.pipeline();
        var transport = request.transport();
        var acceptance = transport.acceptance();
        shared.admission().crossOriginHeaders(request).forEach(acceptance.headers()::set);
        if (transport.endsWithHead()) {
            context.writeAndFlush(acceptance).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        // written now, flushed once the session has joined: a client that has it misses no update
        context.write(acceptance);
        removeHttpHandlers(pipeline);
        channel.config().setAutoRead(true);
        limitUnsentBytes(channel);
        transport.addHandlers(pipeline, shared.settings(), admitted.client(), admitted.allowance());
        try {
            shared.opener().open(pipeline, admitted, request);
        } catch (RuntimeException e) {
            // the response was not flushed: the client sees the connection end, and retries
            LOG.error("session not opened", e);
            context.close();
            return;
        }
        channel.flush();
        if (earlyBytes != null) {
            var frames = earlyBytes;
            earlyBytes = null;
            context.fireChannelRead(frames);
            context.fireChannelReadComplete();
        }
        pipeline.remove(this);
    }

    /**
     * Limits what the kernel buffers for a client that does not read. Without a limit these are
     * megabytes, and the channel becomes writable only after a third of them.
     */
    private static void limitUnsentBytes(Channel channel) {
        if (channel instanceof EpollSocketChannel) {
            channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, MAX_UNSENT_BYTES);
        }
    }

    /** Removes the handlers of the HTTP server; the codec comes last. */
    private static void removeHttpHandlers(ChannelPipeline pipeline) {
        for (var name : pipeline.names()) {
            boolean ofServer =
                    name.startsWith(NettyPipeline.LEFT) || name.startsWith(NettyPipeline.RIGHT);
            if (ofServer && !name.equals(NettyPipeline.SslHandler) && !name.equals(HTTP_CODEC)) {
                pipeline.remove(name);
            }
        }
        pipeline.remove(HTTP_CODEC);
    }

    private void cancelTimeout() {
        if (timeout != null) {
            timeout.cancel(false);
            timeout = null;
        }
    }

    private void refuse(ChannelHandlerContext context, Refusal refusal) {
        refuse(context, refusal, Map.of());
    }

    private void refuse(
            ChannelHandlerContext context, Refusal refusal, Map<String, String> headers) {
        shared.counters().refused(refusal.reason(), refusal.problem().status());
        shared.refusalLines()
                .log(
                        LOG,
                        "socket refused",
                        () ->
                                LOG.info(
                                        "socket refused status={} reason={} detail=\"{}\"",
                                        refusal.problem().status(),
                                        refusal.reason(),
                                        refusal.problem().detail()));
        var response = NettyResponses.problem(refusal.problem());
        headers.forEach(response.headers()::set);
        context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    private static InetAddress peer(ChannelHandlerContext context) {
        return context.channel().remoteAddress() instanceof InetSocketAddress socket
                ? socket.getAddress()
                : InetAddress.getLoopbackAddress();
    }
}
