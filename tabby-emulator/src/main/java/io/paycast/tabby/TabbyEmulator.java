package io.paycast.tabby;

import io.paycast.http.HeadLimits;
import io.paycast.http.HttpSettings;
import io.paycast.http.RefusedRequests;
import io.paycast.http.RequestGuard;
import io.paycast.tabby.api.TabbyApi;
import io.paycast.tabby.control.EmulatorApi;
import io.paycast.tabby.model.Account;
import io.paycast.tabby.model.ApiKey;
import io.paycast.tabby.model.Ids;
import io.paycast.tabby.model.TabbyPayment;
import io.paycast.tabby.page.HostedPage;
import io.paycast.tabby.payment.Payments;
import io.paycast.tabby.payment.World;
import io.paycast.tabby.scenario.InvalidScenarioException;
import io.paycast.tabby.scenario.Scenario;
import io.paycast.tabby.scenario.ScenarioPlayer;
import io.paycast.tabby.scenario.ScenarioRun;
import io.paycast.tabby.storage.Storage;
import io.paycast.tabby.time.Timeline;
import io.paycast.tabby.webhook.Delivery;
import io.paycast.tabby.webhook.DeliveryLog;
import io.paycast.tabby.webhook.Faults;
import io.paycast.tabby.webhook.Outbox;
import io.paycast.tabby.webhook.Registration;
import io.paycast.tabby.webhook.Registration.Header;
import io.paycast.tabby.webhook.Registrations;
import io.paycast.tabby.webhook.WebhookSender;
import io.paycast.tabby.webhook.WebhookSender.Channel;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * A Tabby on this machine: its API, its hosted page and its webhooks, with a clock that can be
 * moved. {@link #start} gives it a server of its own; {@link #unbound} is for a server that exists.
 * Thread-safe.
 */
public final class TabbyEmulator implements AutoCloseable {

    /** What Reactor Netty reads by default. */
    private static final HeadLimits HEAD =
            new HeadLimits(DataSize.ofKilobytes(4), DataSize.ofKilobytes(8));

    private static final Registrations.Listener NOT_KEPT =
            new Registrations.Listener() {
                @Override
                public void registered(Registration registration) {}

                @Override
                public void removed(String id) {}
            };

    private final TabbyOptions options;
    private final @Nullable Storage storage;
    private final Registrations registrations;
    private final DeliveryLog log = new DeliveryLog();
    private final Timeline timeline = Timeline.running(InstantSource.system());
    private final WebhookSender sender;
    private final Payments payments;
    private final World world;
    private final ScenarioPlayer player;
    private final TabbyApi api;
    private final RouterFunction<ServerResponse> routes;
    private @Nullable DisposableServer server;

    private TabbyEmulator(TabbyOptions options) {
        this.options = options;
        var kept = options.storage() == null ? null : Storage.open(options.storage());
        this.storage = kept;
        this.registrations = new Registrations(kept == null ? NOT_KEPT : kept);
        this.sender = new WebhookSender(registrations, options.webhookTimeout());
        this.payments = new Payments(sender, kept == null ? _ -> {} : kept::put);
        this.world =
                new World(
                        new Ids(options.seed()),
                        new Channel(
                                timeline, Faults.none(), log, kept == null ? Outbox.NONE : kept));
        this.player = new ScenarioPlayer(payments, registrations, sender, world);
        var all = options.webhook();
        if (all != null) {
            registrations.addForAll(all.url(), new Header(all.title(), all.value()));
        }
        if (kept != null) {
            kept.registrations().forEach(registrations::restore);
            kept.payments().forEach(payment -> payments.restore(world, payment));
        }
        var path = TabbyOptions.PATH;
        this.api = new TabbyApi(payments, registrations, world, path, options.publicUrl());
        this.routes =
                api.routes()
                        .and(new HostedPage(payments, world).routes(path))
                        .and(new EmulatorApi(payments, sender, world, player, api).routes(path))
                        .and(api.notFound(path));
    }

    /** Starts an emulator with a server of its own, and returns once it accepts requests. */
    public static TabbyEmulator start(TabbyOptions options) {
        var emulator = new TabbyEmulator(options);
        try {
            emulator.bind();
            emulator.resume();
            return emulator;
        } catch (RuntimeException e) {
            emulator.close();
            throw e;
        }
    }

    /**
     * An emulator without a server: another one has its {@link #routes}, and calls {@link #resume}.
     */
    public static TabbyEmulator unbound(TabbyOptions options) {
        return new TabbyEmulator(options);
    }

    /**
     * Sends again what the last process did not deliver. An emulator without a server does so when
     * it is told that the shop can be reached.
     */
    public void resume() {
        var kept = storage;
        if (kept != null) {
            kept.waiting()
                    .forEach((number, webhook) -> {
                        sender.send(world.channel(), webhook);
                        kept.remove(number);
                    });
        }
    }

    /** Web pages must not reach an emulator on this machine by their own names. */
    private static HttpSettings http(TabbyOptions options) {
        return new HttpSettings(
                Duration.ofSeconds(10),
                Duration.ofSeconds(15),
                Duration.ofSeconds(75),
                isLoopback(options.host()) ? ownHosts(options) : List.of("*"));
    }

    /** Containers reach their host by a name below {@code internal}, which no public DNS has. */
    private static List<String> ownHosts(TabbyOptions options) {
        var containers = "*.internal";
        var url = options.publicUrl();
        return url == null || url.getHost() == null || url.getHost().startsWith("[")
                ? List.of(containers)
                : List.of(containers, url.getHost());
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // the server does not start
        }
    }

    private void bind() {
        var http =
                RequestGuard.customizer(http(options), HEAD, new RefusedRequests())
                        .apply(HttpServer.create().host(options.host()).port(options.port()));
        server =
                http.handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(routes)))
                        .bindNow(Duration.ofSeconds(20));
    }

    /** All endpoints, below {@code /tabby}. */
    public RouterFunction<ServerResponse> routes() {
        return routes;
    }

    /**
     * The address that stands for {@code https://api.tabby.ai}, such as {@code
     * http://127.0.0.1:7275/tabby}.
     */
    public URI url() {
        var configured = options.publicUrl();
        return configured != null
                ? configured
                : URI.create("http://%s:%d%s".formatted(options.host(), port(), TabbyOptions.PATH));
    }

    /** The port of its own server. */
    public int port() {
        var running = server;
        if (running == null) {
            throw new IllegalStateException("This emulator has no server of its own.");
        }
        return running.port();
    }

    /**
     * Registers a webhook for payments and, with a live key, one for disputes at the same address.
     *
     * @throws IllegalStateException if the merchant code and key have four
     */
    public void register(String merchantCode, String secretKey, TabbyOptions.Webhook webhook) {
        var account = new Account(merchantCode, new ApiKey(secretKey));
        var header = new Header(webhook.title(), webhook.value());
        add(new Registration(world.ids().next(), account, false, webhook.url(), header));
        if (!account.key().isTest()) {
            add(new Registration(world.ids().next(), account, true, webhook.url(), header));
        }
    }

    private void add(Registration registration) {
        if (!registrations.add(registration)) {
            throw new IllegalStateException(
                    "At most %d webhooks are possible per merchant code and key."
                            .formatted(Registrations.MAX_PER_ACCOUNT));
        }
    }

    public Optional<TabbyPayment> payment(String id) {
        return payments.find(id);
    }

    /** The shopper approves the payment on the hosted page. */
    public TabbyPayment approve(String paymentId) {
        return payments.approve(world, paymentId).orThrow();
    }

    /** Tabby declines the shopper. */
    public TabbyPayment decline(String paymentId) {
        return payments.reject(world, paymentId).orThrow();
    }

    /** The shopper cancels on the hosted page. */
    public TabbyPayment cancel(String paymentId) {
        return payments.expire(world, paymentId).orThrow();
    }

    public Instant now() {
        return timeline.now();
    }

    /** Moves the clock forward, and returns once all that was due has happened. */
    public void advance(Duration by) {
        timeline.advance(by);
    }

    /**
     * Plays a scenario for a merchant, and returns once all its webhooks were delivered or given
     * up.
     */
    public ScenarioRun play(Scenario scenario, String merchantCode, long seed)
            throws InvalidScenarioException {
        var merchant =
                new ScenarioPlayer.Merchant(
                        merchantCode, EmulatorApi.key(false), EmulatorApi.key(true));
        return player.play(scenario, merchant, seed);
    }

    /**
     * Lets the next requests of Tabby's API fail.
     *
     * @param status 403, 429 or 500
     */
    public void fail(int status, int requests) {
        api.failures().plan(status, requests);
    }

    /** The last deliveries of webhooks, oldest first. */
    public List<Delivery> deliveries() {
        return log.deliveries();
    }

    @Override
    public void close() {
        var running = server;
        if (running != null) {
            running.disposeNow(Duration.ofSeconds(5));
        }
        timeline.close();
        sender.close();
        if (storage != null) {
            storage.close();
        }
    }
}
