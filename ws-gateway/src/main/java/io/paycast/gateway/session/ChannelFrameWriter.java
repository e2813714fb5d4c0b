package io.paycast.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.ssl.SslHandler;
import io.paycast.gateway.stats.Counters;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames to a channel. While the channel has no bytes pending, frames go directly to the
 * socket, and only the bytes that the socket does not take go through the pipeline. Measured in
 * docs/decisions/025.
 *
 * <p>Confined to the channel's event loop.
 */
final class ChannelFrameWriter implements FrameWriter {

    /** The pending bytes of a closed channel. */
    private static final long CLOSED = Long.MAX_VALUE / 2;

    /** A longer backlog goes through the pipeline, so that other sockets get their turn. */
    private static final int MAX_DIRECT_BYTES = 64 * 1024;

    private final ChannelHandlerContext context;
    private final Counters counters;

    /** Null if frames must go through the pipeline: with TLS, as events, or without epoll. */
    private final @Nullable Socket socket;

    /** Null unless frames are sent as events. */
    private final @Nullable EventStreamCodec events;

    private int direct;
    private boolean unflushed;

    /**
     * False if all bytes were taken at the last check, and none has gone through the pipeline
     * since. Then a check costs nothing; otherwise it reads memory that no cache holds.
     */
    private boolean mayBePending = true;

    /** Pending bytes that belong to this client alone, unlike those of the journal. */
    private int ownBytes;

    /** Null while no frame of the journal is pending. */
    private @Nullable PendingJournal pendingJournal;

    /** The message that the channel was sending at the last check, and how much of it was sent. */
    private @Nullable Object sending;

    private long sent;

    /** What a client has done with what it is sent. */
    enum Progress {
        /** It had taken everything at the last check, and was sent nothing since. */
        IDLE,
        /** It has taken everything. */
        NOTHING_PENDING,
        /** It has taken bytes since the last check; more are pending. */
        TAKING,
        /** It has taken nothing since the last check, although bytes are pending. */
        STUCK
    }

    ChannelFrameWriter(ChannelHandlerContext context, Counters counters) {
        this.context = context;
        this.counters = counters;
        this.events = context.pipeline().get(EventStreamCodec.class);
        this.socket = events == null ? plainSocket(context.channel()) : null;
    }

    private static @Nullable Socket plainSocket(Channel channel) {
        boolean plain = channel.pipeline().get(SslHandler.class) == null;
        return plain && channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket
                ? socket
                : null;
    }

    @Override
    public boolean isWritable() {
        return context.channel().isWritable();
    }

    /**
     * Checks the client's progress since the last check. Whether the channel is writable does not
     * tell: it becomes writable again only after many bytes.
     */
    @SuppressWarnings("ReferenceEquality") // whether it is the same message
    Progress checkProgress() {
        if (!mayBePending) {
            return Progress.IDLE;
        }
        var buffer = context.channel().unsafe().outboundBuffer();
        var current = buffer == null ? null : buffer.current();
        if (buffer == null || current == null) {
            sending = null;
            pendingJournal = null;
            ownBytes = 0;
            mayBePending = false;
            return Progress.NOTHING_PENDING;
        }
        boolean stuck = current == sending && buffer.currentProgress() == sent;
        sending = current;
        sent = buffer.currentProgress();
        return stuck ? Progress.STUCK : Progress.TAKING;
    }

    /** A position of the journal before which nothing is pending. */
    long oldestPending() {
        return pendingJournal == null ? Long.MAX_VALUE : pendingJournal.oldest(pendingBytes());
    }

    @Override
    public void write(ByteBuf frames, long position) {
        long pendingBefore = pendingBytes();
        int rest = send(frames, pendingBefore);
        if (rest > 0) {
            if (pendingJournal == null) {
                pendingJournal = new PendingJournal();
            }
            pendingJournal.add(position, rest, pendingBefore);
        }
    }

    @Override
    public void write(ByteBuf frames) {
        ownBytes += send(frames, pendingBytes());
    }

    /** The memory that pending frames take which are not the journal's, at most. */
    int ownBytes() {
        if (!mayBePending) {
            return 0;
        }
        long pending = pendingBytes();
        ownBytes = (int) Math.min(ownBytes, pending);
        // events are copies of the journal's frames
        return events == null || pending >= CLOSED ? ownBytes : (int) channelBytes();
    }

    /** Sends a control frame or a reply, and releases it. */
    void writeReply(ByteBuf frame) {
        mayBePending = true;
        context.writeAndFlush(frame, context.voidPromise());
    }

    /** Sends frames, and returns how many bytes the socket did not take at once. */
    private int send(ByteBuf frames, long pendingBefore) {
        int length = frames.readableBytes();
        counters.add(Counters.Count.WRITES);
        counters.add(Counters.Count.WRITTEN_BYTES, length);
        direct += length;
        boolean mayBypass = direct <= MAX_DIRECT_BYTES && pendingBefore == 0;
        int taken = socket != null && mayBypass ? sendNow(socket, frames) : 0;
        if (taken < length) {
            var rest = frames.retainedSlice(frames.readerIndex() + taken, length - taken);
            context.write(rest, context.voidPromise());
            unflushed = true;
            mayBePending = true;
        }
        return length - taken;
    }

    @Override
    public void flush() {
        direct = 0;
        if (unflushed) {
            unflushed = false;
            context.flush();
        }
    }

    private long pendingBytes() {
        return channelBytes() + (events == null ? 0 : events.waitingBytes());
    }

    private long channelBytes() {
        var buffer = context.channel().unsafe().outboundBuffer();
        // a closed channel has no buffer; a write through the pipeline then fails as it should
        return buffer == null ? CLOSED : buffer.totalPendingWriteBytes();
    }

    /** Sends directly, and returns how many bytes the socket took. */
    private static int sendNow(Socket socket, ByteBuf frames) {
        if (!frames.hasMemoryAddress()) {
            return 0;
        }
        try {
            return socket.sendAddress(
                    frames.memoryAddress(), frames.readerIndex(), frames.writerIndex());
        } catch (IOException e) {
            return 0; // the write through the pipeline fails the same way, and closes the channel
        }
    }
}
