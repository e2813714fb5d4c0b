package io.paycast.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.paycast.gateway.access.Client;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.journal.Entry;
import io.paycast.gateway.protocol.CloseCode;
import io.paycast.gateway.protocol.Frames;
import io.paycast.liveness.Clocks;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One open socket: its client, what the client is sent, and how the socket closes.
 *
 * <p>Confined to the channel's event loop, except where a method says otherwise.
 */
public final class Session {

    /** So late that a token never expires, yet sums of milliseconds do not overflow. */
    private static final Instant FOREVER = Instant.ofEpochMilli(Long.MAX_VALUE / 4);

    private final ChannelHandlerContext context;
    private final InetAddress address;
    private final long openedAtMillis;
    private long expiresAtSteadyMillis;
    private final SessionContext shard;
    private final ClientActivity activity;
    private final CloseHandshake closeHandshake;
    private final Delivery delivery;
    private volatile Client client;
    private int index;

    /**
     * A session on an upgraded channel. It begins at the position up to which its shard has
     * delivered.
     */
    public Session(
            ChannelHandlerContext context,
            Client client,
            InetAddress address,
            Interest interest,
            SessionContext shard,
            SessionEnvironment environment) {
        this.context = context;
        this.client = client;
        this.address = address;
        this.shard = shard;
        var writer = new ChannelFrameWriter(context, environment.counters());
        this.closeHandshake = new CloseHandshake(context);
        this.delivery = new Delivery(shard.journal(), writer, interest, shard.deliveredUpTo());
        var clocks = environment.clocks();
        this.openedAtMillis = clocks.wall().millis();
        this.expiresAtSteadyMillis = steadyMillis(client.expiresAt(), clocks);
        this.activity =
                new ClientActivity(environment.messagesPerMinute(), clocks.steady().millis());
    }

    /** The client, as its token describes it. Any thread. */
    public Client client() {
        return client;
    }

    /** The client's address. Any thread. */
    public InetAddress address() {
        return address;
    }

    /** When the socket was opened, in milliseconds since the epoch. Any thread. */
    public long openedAtMillis() {
        return openedAtMillis;
    }

    /** Which updates the client is sent. Any thread. */
    public Interest interest() {
        return delivery.interest();
    }

    /** Why the session closed; null while it is open. */
    public @Nullable CloseCode closedWith() {
        return closeHandshake.code();
    }

    /** The session's index in its shard's list. */
    public int index() {
        return index;
    }

    /** Sets the session's index in its shard's list. */
    public void setIndex(int newIndex) {
        this.index = newIndex;
    }

    /**
     * Sends the first messages, then continues where the start says. Updates wait until then, even
     * if the channel becomes writable in between. Called once, after the session has joined.
     */
    public void start(SessionStart start) {
        start.messages().forEach(this::sendMessage);
        switch (start) {
            case SessionStart.Live live -> delivery.resume();
            case SessionStart.Rewind(var messages, long position) -> {
                delivery.rewind(position);
                delivery.resume();
            }
            case SessionStart.Resume(var messages, long position, var seen) ->
                    delivery.resumeAfter(position, seen, shard.cursorSeal()::seal);
            case SessionStart.AwaitReplay(var seen, var sealedCursor) -> {
                delivery.resumeAfter(shard.deliveredUpTo(), seen, shard.cursorSeal()::seal);
                delivery.pause();
            }
        }
        deliverPending();
    }

    /**
     * Sends frames of a replay, and releases them.
     *
     * @return completes when the client takes more; with false if the session has ended
     */
    public CompletableFuture<Boolean> sendReplayed(ByteBuf frames) {
        return delivery.sendReplayed(frames);
    }

    /** Ends a replay: resumes from a position of the journal, after the replay's last cursor. */
    public void resumeAfterReplay(long position, Cursor reached) {
        delivery.resumeAfter(position, reached, shard.cursorSeal()::seal);
        deliverPending();
    }

    /** Ends a replay that is not possible: resumes with what came since it was awaited. */
    public void abandonReplay(List<byte[]> messages) {
        messages.forEach(this::sendMessage);
        delivery.skipTo(shard.deliveredUpTo());
        delivery.resume();
        deliverPending();
    }

    /** The event loop of the session. Any thread. */
    public Executor eventLoop() {
        return context.channel().eventLoop();
    }

    /** Sends the updates before a head, as far as the channel takes them. */
    public void deliver(long head) {
        if (isOpen() && !delivery.deliver(head)) {
            closeTooSlow();
        }
    }

    /** Sends what the shard has delivered and this session has not. */
    public void deliverPending() {
        deliver(shard.deliveredUpTo());
    }

    /** Sends one update that the interest covers, or leaves it pending. */
    public void offer(Entry entry) {
        if (delivery.isResuming()) {
            deliverPending();
        } else if (isOpen()) {
            delivery.offer(entry);
        }
    }

    /** Closes the session, because updates were evicted before they could be offered to it. */
    public void onEvicted(long from) {
        delivery.onEvicted(from);
        deliverPending();
    }

    /** Closes the session if a pending update may be evicted at any moment. */
    public void closeIfTooSlow(long head, long safeTail) {
        if (delivery.isResuming()) {
            deliver(head); // it was not offered the updates that its interest does not cover
        }
        if (isOpen() && delivery.hasPending(head) && delivery.position() < safeTail) {
            closeTooSlow();
        }
    }

    /** Changes which updates the session is sent from now on. */
    void changeInterest(Interest newInterest) {
        if (context.channel().isActive()) {
            var before = interest();
            delivery.changeInterest(newInterest, shard.deliveredUpTo());
            shard.interestChanged(this, before);
        }
    }

    /**
     * Continues with a newer token of the same subject.
     *
     * @return false if the token permits no payments of the mode that the client requested
     */
    boolean replaceClient(Client refreshed, Clocks clocks) {
        var permitted = interest().under(refreshed.entitlement());
        permitted.ifPresent(newInterest -> {
            client = refreshed;
            expiresAtSteadyMillis = steadyMillis(refreshed.expiresAt(), clocks);
            changeInterest(newInterest);
        });
        return permitted.isPresent();
    }

    /** Counts a message from the client, and returns whether it is within the limit. */
    boolean countMessage(long nowMillis) {
        return activity.countMessage(nowMillis);
    }

    void channelClosed() {
        delivery.end();
        shard.leave(this);
    }

    /** Continues to send: the client has read some of what it was sent. */
    void channelWritable(long nowMillis) {
        activity.recordRead(nowMillis);
        delivery.channelWritable();
        deliverPending();
    }

    /** Sends a JSON message. */
    public void sendMessage(byte[] json) {
        send(Frames.text(json));
    }

    /** Sends a control frame or a reply. Closes a client that leaves too many replies unread. */
    public void send(ByteBuf frame) {
        if (isOpen()
                && !context.channel().isWritable()
                && !activity.countUnread(frame.readableBytes())) {
            closeTooSlow();
        }
        if (isOpen()) {
            context.writeAndFlush(frame, context.voidPromise());
        } else {
            frame.release();
        }
    }

    /** Sends a close frame. The channel closes when the client answers, or after a timeout. */
    public void close(CloseCode code, String reason) {
        closeHandshake.start(code, code.code(), reason);
        delivery.end();
    }

    /** Closes a client that broke the protocol. */
    void failConnection(CloseCode code) {
        close(code, "");
        closeHandshake.endOutput();
    }

    /** Closes the client and asks it to reconnect after a delay, to any gateway. Any thread. */
    public void askToReconnect(int delayMillis) {
        var reason = "Come back in %d ms.".formatted(delayMillis);
        context.channel().eventLoop().execute(() -> close(CloseCode.GOING_AWAY, reason));
    }

    /**
     * Completes the close handshake: the client has sent its close frame, first or in answer.
     *
     * @param number the client's code, which the answer repeats
     */
    void receiveClose(int number) {
        closeHandshake.start(CloseCode.NORMAL, number, "");
        delivery.end();
        closeHandshake.finish();
    }

    /**
     * Closes the session if its token has expired or its client is silent, and pings otherwise.
     * Called regularly.
     *
     * @param wallMillis the time of day, by which a token expires
     * @param steadyMillis an even clock, for intervals; by it a token expires even if the time of
     *     day is set back
     * @param pingMillis the time between pings; a client is closed after twice that in silence
     * @param closeMillis how long a client may take to answer a close frame
     */
    public void tick(long wallMillis, long steadyMillis, long pingMillis, long closeMillis) {
        if (!isOpen()) {
            closeHandshake.closeIfUnanswered(closeMillis, steadyMillis);
        } else if (wallMillis >= boundedMillis(client.expiresAt())
                || steadyMillis >= expiresAtSteadyMillis) {
            close(CloseCode.TOKEN_ENDED, "The token has expired.");
        } else if (activity.isSilentFor(2 * pingMillis, steadyMillis)) {
            if (context.channel().isWritable()) {
                context.close();
            } else {
                closeTooSlow(); // the client may be connected, and stuck
            }
        } else if (activity.isPingDue(pingMillis, steadyMillis) && context.channel().isWritable()) {
            send(Frames.ping());
        }
    }

    private void closeTooSlow() {
        var position = delivery.resumePosition(shard.deliveredUpTo());
        var cursor = position.isPresent() ? shard.cursorAt(position.getAsLong()) : "";
        // a cursor that is cut off is useless; the client resumes with its own
        close(CloseCode.TOO_SLOW, cursor.length() <= Frames.MAX_CLOSE_REASON ? cursor : "");
    }

    /** When the steady clock will show the wall clock's instant, unless the latter is set. */
    private static long steadyMillis(Instant wall, Clocks clocks) {
        return clocks.steady().millis() + boundedMillis(wall) - clocks.wall().millis();
    }

    private static long boundedMillis(Instant time) {
        return (time.isAfter(FOREVER) ? FOREVER : time).toEpochMilli();
    }

    private boolean isOpen() {
        return closeHandshake.code() == null;
    }
}
