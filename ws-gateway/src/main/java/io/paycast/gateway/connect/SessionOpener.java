package io.paycast.gateway.connect;

import io.netty.channel.ChannelPipeline;
import io.paycast.gateway.access.TokenVerifier;
import io.paycast.gateway.fanout.Fanout;
import io.paycast.gateway.limits.Bans;
import io.paycast.gateway.replay.Replays;
import io.paycast.gateway.session.Session;
import io.paycast.gateway.session.SessionEnvironment;
import io.paycast.gateway.session.SessionHandler;
import io.paycast.gateway.session.SessionLog;
import io.paycast.gateway.session.SessionStart;
import io.paycast.gateway.stats.Counters;

/** Opens the sessions of admitted clients. Called on the channel's event loop. */
public final class SessionOpener {

    private final Fanout fanout;
    private final InitialDelivery initialDelivery;
    private final Replays replays;
    private final TokenVerifier verifier;
    private final Bans bans;
    private final SessionEnvironment environment;

    /** An opener of sessions that join the fan-out. */
    public SessionOpener(
            Fanout fanout,
            InitialDelivery initialDelivery,
            Replays replays,
            TokenVerifier verifier,
            Bans bans,
            SessionEnvironment environment) {
        this.fanout = fanout;
        this.initialDelivery = initialDelivery;
        this.replays = replays;
        this.verifier = verifier;
        this.bans = bans;
        this.environment = environment;
    }

    /**
     * Opens a session on an upgraded channel: it joins its shard, then sends its first messages,
     * and then starts its replay if it needs one. The caller closes the channel if this fails.
     */
    void open(ChannelPipeline pipeline, Decision.Admitted admitted, ConnectRequest request) {
        var shard = fanout.shardOf(pipeline.channel().eventLoop());
        var start = initialDelivery.prepare(admitted, request, shard);
        var handler = new SessionHandler(verifier, bans, environment);
        pipeline.addLast(handler);
        var session =
                new Session(
                        pipeline.context(handler),
                        admitted.client(),
                        admitted.allowance(),
                        admitted.interest(),
                        shard,
                        environment);
        shard.join(session);
        environment.counters().add(Counters.Count.OPENED);
        SessionLog.opened(admitted.client(), admitted.allowance().address());
        handler.start(session, start);
        if (start instanceof SessionStart.AwaitReplay(var seen, var sealedCursor)) {
            var welcome = initialDelivery.welcomeFor(request);
            var replay =
                    replays.start(
                            seen,
                            new ReplayedSession(
                                    session, shard, sealedCursor, welcome, initialDelivery));
            pipeline.channel().closeFuture().addListener(closed -> replay.cancel());
        }
    }
}
