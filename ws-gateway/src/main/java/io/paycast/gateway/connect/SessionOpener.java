package io.paycast.gateway.connect;

import io.netty.channel.ChannelHandlerContext;
import io.paycast.gateway.access.TokenVerifier;
import io.paycast.gateway.fanout.Fanout;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.ledger.OrderSnapshots;
import io.paycast.gateway.limits.Bans;
import io.paycast.gateway.replay.Replays;
import io.paycast.gateway.session.Session;
import io.paycast.gateway.session.SessionHandler;
import io.paycast.gateway.session.SessionContext;
import io.paycast.gateway.session.SessionEnvironment;
import io.paycast.gateway.stats.Counters;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens sessions for admitted clients. Called on the channel's event loop. */
public final class SessionOpener {

    private static final Logger LOG = LoggerFactory.getLogger(SessionOpener.class);

    private final Fanout fanout;
    private final TokenVerifier verifier;
    private final Bans bans;
    private final SessionEnvironment environment;
    private final InitialDelivery initialDelivery;

    /**
     * @param pingInterval what clients are told of how often they are pinged
     */
    public SessionOpener(
            Journal journal,
            OrderSnapshots snapshots,
            Fanout fanout,
            Replays replays,
            TokenVerifier verifier,
            Bans bans,
            SessionEnvironment environment,
            Duration pingInterval) {
        this.fanout = fanout;
        this.verifier = verifier;
        this.bans = bans;
        this.environment = environment;
        this.initialDelivery = new InitialDelivery(journal, snapshots, replays, pingInterval);
    }

    /** The handler that makes an upgraded channel a session, once it is added to its pipeline. */
    SessionHandler handlerFor(Decision.Admitted admitted, UpgradeRequest request) {
        return new SessionHandler(context -> open(context, admitted, request), verifier, bans, environment);
    }

    private Session open(
            ChannelHandlerContext context, Decision.Admitted admitted, UpgradeRequest request) {
        var opened =
                fanout.join(
                        context.channel().eventLoop(),
                        shard -> {
                            var session = newSession(context, admitted, shard);
                            initialDelivery.begin(session, shard, request);
                            return session;
                        });
        environment.counters().add(Counters.Count.OPENED);
        LOG.info(
                "socket opened subject={} address={}",
                admitted.client().subject(),
                admitted.address().getHostAddress());
        return opened;
    }

    private Session newSession(
            ChannelHandlerContext context, Decision.Admitted admitted, SessionContext shard) {
        return new Session(
                context,
                admitted.client(),
                admitted.address(),
                admitted.interest(),
                shard,
                environment);
    }
}
