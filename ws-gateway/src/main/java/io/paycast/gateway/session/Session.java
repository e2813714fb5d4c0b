package io.paycast.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.paycast.gateway.access.Client;
import io.paycast.gateway.journal.Entry;
import io.paycast.gateway.protocol.ClientMessage;
import io.paycast.gateway.protocol.CloseCode;
import io.paycast.gateway.protocol.Frames;
import io.paycast.gateway.stats.Counters;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * One connected client: who it is, what it wants, and how its socket lives and ends.
 *
 * <p>Confined to the channel's event loop, but for what says otherwise.
 */
public final class Session {

    private final ChannelHandlerContext context;
    private final InetAddress address;
    private final long openedAtMillis;
    private final SessionOwner owner;
    private final Counters counters;
    private final ClientActivity activity;
    private final CloseHandshake closing;
    private final Delivery delivery;
    private final CatchUp catchUp;
    private volatile Client client;
    private int index;

    /** A session on a channel whose upgrade is done; it begins where its owner has got to. */
    public Session(
            ChannelHandlerContext context,
            Client client,
            InetAddress address,
            Interest interest,
            SessionOwner owner,
            int messagesPerMinute,
            Counters counters,
            long nowMillis) {
        this.context = context;
        this.client = client;
        this.address = address;
        this.owner = owner;
        this.counters = counters;
        var outlet = new ChannelFrameWriter(context, counters);
        this.closing = new CloseHandshake(context);
        this.delivery = new Delivery(owner.journal(), outlet, interest, owner.deliveredUpTo());
        this.catchUp = new CatchUp(delivery, outlet, owner);
        this.openedAtMillis = nowMillis;
        this.activity = new ClientActivity(messagesPerMinute, nowMillis);
    }

    /** Who the client is; any thread. */
    public Client client() {
        return client;
    }

    /** Where the client is; any thread. */
    public InetAddress address() {
        return address;
    }

    /** When the socket was opened; any thread. */
    public long openedAtMillis() {
        return openedAtMillis;
    }

    /** What the client is sent; any thread. */
    public Interest interest() {
        return delivery.interest();
    }

    /** How the session ended, or null while it goes on. */
    public @Nullable CloseCode closedWith() {
        return closing.code();
    }

    /** Where its owner keeps it. */
    public int index() {
        return index;
    }

    /** Sets where its owner keeps it. */
    public void setIndex(int newIndex) {
        this.index = newIndex;
    }

    /** How it is brought up, for a session that begins behind. */
    public CatchUp catchUp() {
        return catchUp;
    }

    /** Sends what is new up to a head, as far as the channel takes it. */
    public void deliver(long head) {
        if (isOpen() && !delivery.deliver(head)) {
            tooSlow();
        }
    }

    /** Sends what its owner has got to and it has not, as far as the channel takes it. */
    public void deliverWaiting() {
        deliver(owner.deliveredUpTo());
    }

    /** Sends one update that the session wants, or lets it wait. */
    public void offer(Entry entry) {
        if (delivery.isResuming()) {
            deliverWaiting();
        } else if (isOpen()) {
            delivery.offer(entry);
        }
    }

    /** Ends the session, since updates were evicted before they could be offered to it. */
    public void miss(long from) {
        delivery.miss(from);
        deliverWaiting();
    }

    /** Ends the session if what it waits for may be evicted at any moment. */
    public void endIfTooSlow(long head, long safeTail) {
        if (delivery.isResuming()) {
            deliver(head); // of what it does not want it was offered nothing
        }
        if (isOpen() && delivery.waits(head) && delivery.position() < safeTail) {
            tooSlow();
        }
    }

    /** Changes what the session is sent from now on. */
    void want(Interest other) {
        if (context.channel().isActive()) {
            var before = interest();
            delivery.want(other, owner.deliveredUpTo());
            owner.interestChanged(this, before);
        }
    }

    /** Goes on under a newer token of the same subject. */
    public void continueAs(Client refreshed) {
        client = refreshed;
        want(interest().under(refreshed.orders()));
    }

    /** Counts a message from the client, and tells whether it may send that many. */
    boolean mayReceive(long nowMillis) {
        counters.add(Counters.Count.CLIENT_MESSAGES);
        return activity.countMessage(nowMillis);
    }

    void refresh(ClientMessage.Refresh refresh) {
        owner.refresh(this, refresh);
    }

    void tooManyMessages() {
        owner.tooManyMessages(this);
    }

    void gone() {
        catchUp.end();
        owner.gone(this);
    }

    /** The channel can be written to again: the client has taken some of what it was sent. */
    void writable(long nowMillis) {
        activity.hasRead(nowMillis);
        catchUp.goOn();
        deliverWaiting();
    }

    /** Sends a control frame or an answer; a client that asks and asks and reads none is ended. */
    public void send(ByteBuf frame) {
        if (isOpen()
                && !context.channel().isWritable()
                && !activity.countUnread(frame.readableBytes())) {
            tooSlow();
        }
        if (isOpen()) {
            context.writeAndFlush(frame, context.voidPromise());
        } else {
            frame.release();
        }
    }

    /** Says goodbye; the channel closes when the client answers, or at the close time-out. */
    public void close(CloseCode code, String reason) {
        closing.say(code, code.code(), reason);
        catchUp.end();
    }

    /** Says goodbye to a client that broke the protocol. */
    void fail(CloseCode code) {
        close(code, "");
        closing.endStream();
    }

    /** Tells the client to come back after a delay, to whichever gateway then; any thread. */
    public void goAway(int delayMillis) {
        var reason = "Come back in %d ms.".formatted(delayMillis);
        context.channel().eventLoop().execute(() -> close(CloseCode.GOING_AWAY, reason));
    }

    /**
     * The client has said goodbye, first or in answer.
     *
     * @param number its code, which is given back to it
     */
    void goodbye(int number) {
        closing.say(CloseCode.NORMAL, number, "");
        catchUp.end();
        closing.answered();
    }

    /**
     * Does what time demands: ends an expired token and a silent client, pings.
     *
     * @param pingMillis between pings; a client silent for twice as long is gone
     * @param closeMillis how long a client may take to answer a close
     */
    public void tick(long nowMillis, long pingMillis, long closeMillis) {
        if (!isOpen()) {
            closing.giveUpAfter(closeMillis, nowMillis);
        } else if (nowMillis >= client.expiresAt().toEpochMilli()) {
            close(CloseCode.TOKEN_ENDED, "The token has expired.");
        } else if (activity.isSilentFor(2 * pingMillis, nowMillis)) {
            if (context.channel().isWritable()) {
                context.close();
            } else {
                tooSlow(); // it may be there, and stuck
            }
        } else if (activity.isPingDue(pingMillis, nowMillis) && context.channel().isWritable()) {
            send(Frames.ping());
        }
    }

    private void tooSlow() {
        var position = delivery.standing(owner.deliveredUpTo());
        var cursor = position.isPresent() ? owner.cursorAt(position.getAsLong()) : "";
        // half a cursor is none; the client has its own
        close(CloseCode.TOO_SLOW, cursor.length() <= Frames.MAX_CLOSE_REASON ? cursor : "");
    }

    private boolean isOpen() {
        return closing.code() == null;
    }
}
