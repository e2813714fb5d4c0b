package io.paycast.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.paycast.gateway.access.Client;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.journal.Entry;
import io.paycast.gateway.limits.Allowance;
import io.paycast.gateway.protocol.CloseCode;
import io.paycast.gateway.protocol.Frames;
import io.paycast.liveness.Clocks;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * One open socket: its client, what the client is sent, and how the socket closes.
 *
 * <p>Confined to the channel's event loop, except where a method says otherwise.
 */
public final class Session {

    /** A longer message counts as several. */
    private static final int BYTES_PER_MESSAGE = 1_024;

    private final ChannelHandlerContext context;
    private final Allowance allowance;
    private final long openedAtMillis;
    private final long openedAtSteadyMillis;
    private final SessionContext shard;
    private final ClientActivity activity;
    private final CloseHandshake closeHandshake;
    private final ChannelFrameWriter writer;
    private final UnreadBytes unread;
    private final Delivery delivery;
    private volatile Client client;
    private TokenExpiry expiry;
    private volatile int stuckMillis;
    private int index;

    /**
     * A session on an upgraded channel. It begins at the position up to which its shard has
     * delivered.
     */
    public Session(
            ChannelHandlerContext context,
            Client client,
            Allowance allowance,
            Interest interest,
            SessionContext shard,
            SessionEnvironment environment) {
        this.context = context;
        this.client = client;
        this.allowance = allowance;
        this.shard = shard;
        var counters = environment.counters();
        this.writer = new ChannelFrameWriter(context, counters);
        this.unread = new UnreadBytes(context.channel(), writer, allowance, counters);
        this.closeHandshake = new CloseHandshake(context);
        this.delivery = new Delivery(shard.journal(), writer, interest, shard.deliveredUpTo());
        var clocks = environment.clocks();
        this.openedAtMillis = clocks.wall().millis();
        this.openedAtSteadyMillis = clocks.steady().millis();
        this.expiry = TokenExpiry.of(client.expiresAt(), clocks);
        this.activity = new ClientActivity(environment.messagesPerMinute(), openedAtSteadyMillis);
    }

    /** The client, as its token describes it. Any thread. */
    public Client client() {
        return client;
    }

    /** The client's address. Any thread. */
    public InetAddress address() {
        return allowance.address();
    }

    /** When the socket was opened, in milliseconds since the epoch. Any thread. */
    public long openedAtMillis() {
        return openedAtMillis;
    }

    /** When the socket was opened, by the steady clock. */
    long openedAtSteadyMillis() {
        return openedAtSteadyMillis;
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
        start.messages().forEach(this::sendFirst);
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
        var taken = delivery.sendReplayed(frames);
        holdUnread();
        return taken;
    }

    /** Ends a replay: resumes from a position of the journal, after the replay's last cursor. */
    public void resumeAfterReplay(long position, Cursor reached) {
        delivery.resumeAfter(position, reached, shard.cursorSeal()::seal);
        deliverPending();
    }

    /** Ends a replay that is not possible: resumes with what came since it was awaited. */
    public void abandonReplay(List<byte[]> messages) {
        messages.forEach(this::sendFirst);
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
        boolean resuming = delivery.isResuming();
        if (isOpen() && !delivery.deliver(head)) {
            closeTooSlow();
        }
        if (resuming) {
            holdUnread(); // its frames are not the journal's
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

    /**
     * Closes the session if an update may be evicted at any moment that it has not been sent, or
     * that its client has not taken.
     */
    public void closeIfTooSlow(long head, long safeTail) {
        if (delivery.isResuming()) {
            deliver(head); // it was not offered the updates that its interest does not cover
        }
        boolean behind = delivery.hasPending(head) && delivery.position() < safeTail;
        if (isOpen() && (behind || writer.oldestPending() < safeTail)) {
            closeTooSlow();
        }
    }

    /**
     * How long the client has taken nothing, although bytes were pending, in milliseconds. Any
     * thread.
     */
    public int stuckMillis() {
        return stuckMillis;
    }

    /**
     * Changes which updates the session is sent from now on.
     *
     * @return false if its names take more memory than is left
     */
    boolean changeInterest(Interest newInterest) {
        if (!context.channel().isActive()) {
            return true;
        }
        if (!allowance.holdNames(newInterest.orderBytes(), newInterest.filterBytes())) {
            return false;
        }
        var before = interest();
        delivery.changeInterest(newInterest, shard.deliveredUpTo());
        shard.interestChanged(this, before);
        return true;
    }

    /**
     * Continues with a newer token of the same subject.
     *
     * @param newInterest the interest under that token
     * @return false if the names in the token take more memory than is left
     */
    boolean replaceClient(Client refreshed, Interest newInterest, Clocks clocks) {
        if (!changeInterest(newInterest)) {
            return false;
        }
        client = refreshed;
        expiry = TokenExpiry.of(refreshed.expiresAt(), clocks);
        return true;
    }

    /**
     * Counts a message from the client, and returns whether it is within the limit. Each fragment
     * counts, and each begun KiB.
     */
    boolean countMessage(int bytes, long nowMillis) {
        int weight = Math.max(1, Math.ceilDiv(bytes, BYTES_PER_MESSAGE));
        return activity.countMessage(weight + allowance.takeFragments(), nowMillis);
    }

    /** Counts what a refresh costs beyond a message; returns whether that is within the limit. */
    boolean countRefresh(long nowMillis) {
        return activity.countRefresh(nowMillis);
    }

    /** Counts a pong as a message, unless it answers a ping; whether that is within the limit. */
    boolean countPong(int bytes, long nowMillis) {
        return activity.recordPong(nowMillis) || countMessage(bytes, nowMillis);
    }

    void channelClosed() {
        delivery.end();
        shard.leave(this);
    }

    /** Continues to send: the client has read some of what it was sent. */
    void channelWritable(long nowMillis) {
        activity.recordTaking(nowMillis);
        repliesRead();
        delivery.channelWritable();
        deliverPending();
    }

    /** Sends a JSON message. */
    public void sendMessage(byte[] json) {
        send(Frames.text(json));
    }

    /** Sends one of the first messages, or of those after a replay that is not possible. */
    private void sendFirst(byte[] json) {
        send(Frames.text(json), unread::countFirst);
    }

    /** Sends a control frame or a reply. Closes a client that leaves too many replies unread. */
    public void send(ByteBuf frame) {
        send(frame, unread::countReply);
    }

    /**
     * @param count counts the frame's bytes, and returns false if too many are unread
     */
    private void send(ByteBuf frame, IntPredicate count) {
        if (!isOpen()) {
            frame.release();
            return;
        }
        int bytes = frame.readableBytes();
        if (unread.isEmpty()) {
            repliesRead();
        }
        writer.writeReply(frame);
        if (isOpen() && !count.test(bytes)) {
            closeTooSlow();
        }
    }

    /** Closes the session if its client's unread bytes are too many. */
    private void holdUnread() {
        if (isOpen() && !unread.hold()) {
            closeTooSlow();
        }
    }

    private void repliesRead() {
        unread.recordRepliesRead();
        holdUnread();
    }

    /** Sends a close frame. The channel closes when the client answers, or after a timeout. */
    public void close(CloseCode code, String reason) {
        closeHandshake.start(code, code.code(), reason);
        delivery.end();
    }

    /** Ends the session after a fault: without a close frame, as what was sent is not known. */
    public void abort(RuntimeException fault) {
        SessionLog.aborted(fault);
        delivery.end();
        context.close();
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
     * Closes the session if its token has expired or its client is silent or stuck, and pings
     * otherwise. Called regularly.
     *
     * @param wallMillis the time of day, by which a token expires
     * @param steadyMillis an even clock, for intervals
     * @param pingMillis the time between pings; a client is closed after twice that in silence
     * @param closeMillis how long a client may take to answer a close frame
     */
    public void tick(long wallMillis, long steadyMillis, long pingMillis, long closeMillis) {
        if (!isOpen()) {
            closeHandshake.closeIfUnanswered(closeMillis, steadyMillis);
        } else if (expiry.isPast(wallMillis, steadyMillis)) {
            closeExpired();
        } else {
            checkActivity(steadyMillis, pingMillis);
        }
    }

    /** Closes the session if its token has expired. */
    void closeIfExpired(Clocks clocks) {
        if (isOpen() && expiry.isPast(clocks.wall().millis(), clocks.steady().millis())) {
            closeExpired();
        }
    }

    private void closeExpired() {
        close(CloseCode.TOKEN_ENDED, "The token has expired.");
    }

    /** A client that takes nothing is stuck, even if it sends messages. */
    private void checkActivity(long nowMillis, long pingMillis) {
        var progress = writer.checkProgress();
        switch (progress) {
            case IDLE -> activity.recordNothingPending(nowMillis);
            case NOTHING_PENDING -> {
                activity.recordNothingPending(nowMillis);
                repliesRead();
            }
            case TAKING -> {
                activity.recordTaking(nowMillis);
                holdUnread();
            }
            case STUCK -> holdUnread();
        }
        stuckMillis = (int) Math.min(Integer.MAX_VALUE, activity.stuckMillis(nowMillis));
        if (stuckMillis >= 2 * pingMillis) {
            closeTooSlow();
        } else if (activity.isSilentFor(2 * pingMillis, nowMillis)) {
            switch (progress) {
                case IDLE, NOTHING_PENDING -> context.close();
                case TAKING, STUCK -> closeTooSlow(); // the client may be connected, and stuck
            }
        } else if (activity.isPingDue(pingMillis, nowMillis) && context.channel().isWritable()) {
            activity.recordPing();
            send(Frames.ping());
        }
    }

    private void closeTooSlow() {
        var position = delivery.resumePosition(shard.deliveredUpTo());
        var cursor = position.isPresent() ? shard.cursorAt(position.getAsLong()) : "";
        // a cursor that is cut off is useless; the client resumes with its own
        close(CloseCode.TOO_SLOW, cursor.length() <= Frames.MAX_CLOSE_REASON ? cursor : "");
    }

    private boolean isOpen() {
        return closeHandshake.code() == null;
    }
}
