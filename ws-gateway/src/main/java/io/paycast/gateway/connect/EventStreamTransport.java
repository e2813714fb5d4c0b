package io.paycast.gateway.connect;

import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.paycast.gateway.access.Client;
import io.paycast.gateway.limits.Allowance;
import io.paycast.gateway.protocol.ServerSentEvents;
import io.paycast.gateway.session.EventStreamCodec;
import org.jspecify.annotations.Nullable;

/**
 * A stream of Server-Sent Events: a response that ends when the connection does, so that it needs
 * no transfer coding.
 *
 * @param endsWithHead whether the request is HEAD
 */
record EventStreamTransport(boolean endsWithHead) implements Transport {

    /** A client's own copies of what it has not read; the rest waits in memory that all share. */
    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(8 * 1024, 16 * 1024);

    @Override
    public @Nullable String token() {
        return null;
    }

    @Override
    public boolean hasWelcome() {
        return true;
    }

    @Override
    public HttpResponse acceptance() {
        var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, ServerSentEvents.MEDIA_TYPE)
                .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set("X-Accel-Buffering", "no"); // nginx otherwise collects 4 KB before it sends
        return response;
    }

    @Override
    public void addHandlers(
            ChannelPipeline pipeline,
            ConnectSettings settings,
            Client client,
            Allowance allowance) {
        var config = pipeline.channel().config();
        config.setWriteBufferWaterMark(WATER_MARK);
        // a client cannot answer pings: the kernel finds one that is gone
        config.setOption(
                EpollChannelOption.TCP_USER_TIMEOUT,
                (int) Math.min(Integer.MAX_VALUE, settings.maxUnacknowledged().toMillis()));
        pipeline.addLast(new EventStreamCodec());
    }
}
