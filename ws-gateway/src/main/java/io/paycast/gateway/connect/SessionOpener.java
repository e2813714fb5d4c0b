package io.paycast.gateway.connect;

import io.netty.channel.ChannelHandlerContext;
import io.paycast.gateway.access.Client;
import io.paycast.gateway.access.TokenVerifier;
import io.paycast.gateway.access.Verdict;
import io.paycast.gateway.fanout.Fanout;
import io.paycast.gateway.fanout.SessionEvents;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.ledger.OrderSnapshots;
import io.paycast.gateway.limits.Bans;
import io.paycast.gateway.limits.ConnectionLimit;
import io.paycast.gateway.protocol.ClientMessage;
import io.paycast.gateway.protocol.CloseCode;
import io.paycast.gateway.protocol.ErrorCode;
import io.paycast.gateway.protocol.Frames;
import io.paycast.gateway.protocol.ServerMessage;
import io.paycast.gateway.replay.Replays;
import io.paycast.gateway.session.Session;
import io.paycast.gateway.session.SessionHandler;
import io.paycast.gateway.session.SessionOwner;
import io.paycast.gateway.stats.Counters;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens sessions for the admitted, and sees to what a session asks for beyond its event loop: a
 * newer token, a ban, its place given back.
 */
public final class SessionOpener implements SessionEvents {

    private static final Logger LOG = LoggerFactory.getLogger(SessionOpener.class);

    private final Fanout fanout;
    private final TokenVerifier verifier;
    private final ConnectionLimit places;
    private final int messagesPerMinute;
    private final Bans bans;
    private final Counters counters;
    private final InstantSource clock;
    private final Duration ban;
    private final InitialDelivery initialDelivery;

    /**
     * @param ban how long who sends too much stays out
     * @param pingInterval what clients are told of how often they are pinged
     */
    public SessionOpener(
            Journal journal,
            OrderSnapshots snapshots,
            Fanout fanout,
            Replays replays,
            TokenVerifier verifier,
            ConnectionLimit places,
            int messagesPerMinute,
            Bans bans,
            Counters counters,
            InstantSource clock,
            Duration ban,
            Duration pingInterval) {
        this.fanout = fanout;
        this.verifier = verifier;
        this.places = places;
        this.messagesPerMinute = messagesPerMinute;
        this.bans = bans;
        this.counters = counters;
        this.clock = clock;
        this.ban = ban;
        this.initialDelivery = new InitialDelivery(journal, snapshots, replays, pingInterval);
    }

    /** The handler that makes an upgraded channel a session, once it is added to its pipeline. */
    SessionHandler handlerFor(Decision.Admitted admitted, UpgradeRequest request) {
        return new SessionHandler(context -> open(context, admitted, request), clock);
    }

    private Session open(
            ChannelHandlerContext context, Decision.Admitted admitted, UpgradeRequest request) {
        var opened =
                fanout.join(
                        context.channel().eventLoop(),
                        this,
                        owner -> {
                            var session = newSession(context, admitted, owner);
                            initialDelivery.begin(session, owner, request);
                            return session;
                        });
        counters.add(Counters.Count.OPENED);
        LOG.info(
                "socket opened subject={} address={}",
                admitted.client().subject(),
                admitted.address().getHostAddress());
        closeIfRevoked(opened);
        return opened;
    }

    /** A revocation may have come after the token was verified and before it could be found. */
    private void closeIfRevoked(Session session) {
        if (verifier.isRevoked(session.client())) {
            session.close(CloseCode.TOKEN_ENDED, "The token was revoked.");
        }
    }

    private Session newSession(
            ChannelHandlerContext context, Decision.Admitted admitted, SessionOwner owner) {
        return new Session(
                context,
                admitted.client(),
                admitted.address(),
                admitted.interest(),
                owner,
                messagesPerMinute,
                counters,
                clock.millis());
    }

    @Override
    public void refresh(Session session, ClientMessage.Refresh refresh, Executor eventLoop) {
        verifier.verify(refresh.token())
                .thenAcceptAsync(verdict -> refreshed(session, verdict), eventLoop);
    }

    private void refreshed(Session session, Verdict verdict) {
        switch (verdict) {
            case Verdict.Accepted(var client) when client.subject().equals(subjectOf(session)) -> {
                if (client.may(Client.READ_PAYMENTS)) {
                    session.replaceClient(client);
                    session.send(Frames.text(ServerMessage.done("refreshed")));
                    closeIfRevoked(session);
                } else {
                    refuse(session, "The token lacks the scope " + Client.READ_PAYMENTS + ".");
                }
            }
            case Verdict.Accepted other -> refuse(session, "The token is of another subject.");
            case Verdict.Refused(var reason) -> refuse(session, reason);
            case Verdict.Unavailable(var reason) -> refuse(session, reason);
        }
    }

    private static String subjectOf(Session session) {
        return session.client().subject();
    }

    private static void refuse(Session session, String reason) {
        session.send(Frames.text(ServerMessage.error(ErrorCode.REFRESH_REFUSED, reason)));
    }

    @Override
    public void tooManyMessages(Session session) {
        counters.add(Counters.Count.BANS);
        bans.ban(session.client().subject(), session.address());
        session.close(
                CloseCode.RATE_LIMITED,
                "Too many messages; come back in %d s.".formatted(ban.toSeconds()));
    }

    @Override
    public void gone(Session session) {
        var code = session.closedWith();
        var how = code == null ? Counters.LOST : Integer.toString(code.code());
        counters.closed(how);
        places.leave(session.address());
        LOG.info(
                "socket closed subject={} address={} code={} openMillis={}",
                session.client().subject(),
                session.address().getHostAddress(),
                how,
                clock.millis() - session.openedAtMillis());
    }
}
