package io.paycast.gateway.connect;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.paycast.gateway.access.Entitlement;
import io.paycast.gateway.access.PaymentMode;
import io.paycast.gateway.session.Interest;
import io.paycast.gateway.session.SessionLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/**
 * Simulates two gateways that read the same partitions in different orders. Clients of every kind
 * join, stall, read, are too slow, change their filter, lose their connection with bytes in flight,
 * and resume at either gateway, from its journal or from Kafka, also when they are ahead of it.
 * Some replays fail: then a customer receives the current state of its orders, as it does when it
 * joins. Each message is checked as it is read. The seed alone determines a run.
 */
class ResumeSimulationTest {

    private static final int SEEDS = Integer.getInteger("paycast.seeds", 200);
    private static final int STEPS = 600;
    private static final int MAX_TURNS = 20_000;

    /** Whether the event loops run often enough for clients to keep up, or at random. */
    enum Pace {
        STEADY,
        WILD
    }

    /** Each of the many simulated sessions would log a line. */
    @BeforeAll
    static void muteSessions() {
        sessionLog().setLevel(Level.WARN);
    }

    @AfterAll
    static void unmuteSessions() {
        sessionLog().setLevel(null);
    }

    private static Logger sessionLog() {
        return (Logger) LoggerFactory.getLogger(SessionLog.class);
    }

    @ParameterizedTest
    @EnumSource(Pace.class)
    void losesNothingRepeatsNothingAndNeverSendsACursorAhead(Pace pace) {
        int resumed = 0;
        int replays = 0;
        int gaps = 0;
        int tooSlow = 0;
        for (int i = 0; i < SEEDS; i++) {
            var world = run(pace, Long.getLong("paycast.seed", new Random().nextLong()));
            resumed += world.clients.stream().mapToInt(client -> client.resumed).sum();
            replays += world.clients.stream().mapToInt(client -> client.replays).sum();
            gaps += world.clients.stream().mapToInt(client -> client.gaps).sum();
            tooSlow += world.tooSlow;
        }
        assertThat(List.of(resumed, replays, gaps, tooSlow)).allMatch(count -> count > SEEDS);
    }

    private static World run(Pace pace, long seed) {
        try {
            var world = new World(pace, new Random(seed));
            for (int step = 0; step < STEPS; step++) {
                world.step();
            }
            world.settle();
            return world;
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("%s, seed %d".formatted(pace, seed), e);
        }
    }

    private static final class World {
        final Pace pace;
        final Random random;
        final SimulatedTopic topic = new SimulatedTopic();
        final List<SimulatedGateway> gateways = new ArrayList<>();
        final List<SimulatedClient> clients = new ArrayList<>();
        int tooSlow;

        World(Pace pace, Random random) {
            this.pace = pace;
            this.random = random;
            gateways.add(new SimulatedGateway(topic, random));
            gateways.add(new SimulatedGateway(topic, random));
            for (var transport : SimulatedTransport.values()) {
                var customer = Entitlement.ofOrders(Set.of("o0", "o1"));
                var shopper = new Entitlement(Set.of("o1", "o2"), "ae", PaymentMode.LIVE);
                var merchant = new Entitlement(null, "sa", PaymentMode.ANY);
                add("everything", transport, Entitlement.ALL, PaymentMode.ANY);
                add("customer", transport, customer, PaymentMode.ANY);
                add("customer of a merchant", transport, shopper, PaymentMode.ANY);
                add("merchant", transport, merchant, PaymentMode.ANY);
                add("live payments", transport, Entitlement.ALL, PaymentMode.LIVE);
                add("test payments", transport, customer, PaymentMode.TEST);
                add("orders", transport, Entitlement.ALL, List.of("o2", "o3"), List.of());
                add("both", transport, merchant, List.of("o1"), List.of("p01", "p22"));
                add("narrowed", transport, shopper, List.of(), List.of("p10"));
            }
        }

        private void add(
                String name,
                SimulatedTransport transport,
                Entitlement entitlement,
                PaymentMode requested) {
            add(name, transport, entitlement, Interest.of(entitlement, requested).orElseThrow());
        }

        private void add(
                String name,
                SimulatedTransport transport,
                Entitlement entitlement,
                List<String> orders,
                List<String> payments) {
            var interest = Interest.permitted(entitlement).narrowedTo(orders, payments);
            add(name, transport, entitlement, interest);
        }

        private void add(
                String name,
                SimulatedTransport transport,
                Entitlement entitlement,
                Interest interest) {
            clients.add(
                    new SimulatedClient(
                            name + transport.suffix,
                            random,
                            topic,
                            transport,
                            entitlement,
                            interest));
        }

        void step() {
            var gateway = anyOf(gateways);
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3, 4 -> {
                    for (int burst = random.nextInt(8); burst >= 0; burst--) {
                        topic.append(random);
                    }
                }
                case 5, 6, 7, 8 -> read(gateway);
                case 9 -> gateway.serve();
                case 10 -> gateway.rest();
                case 11 -> tick(gateway);
                case 12 -> {
                    if (random.nextInt(30) == 0) {
                        restart(gateway);
                    }
                }
                default -> act(anyOf(clients));
            }
        }

        private void read(SimulatedGateway gateway) {
            gateway.readSome();
            if (pace == Pace.STEADY) {
                tick(gateway);
            }
        }

        private void tick(SimulatedGateway gateway) {
            gateway.serve();
            gateway.rest();
            var keepingUp = clients.stream().filter(SimulatedClient::keepsUp).toList();
            gateway.tick();
            if (pace == Pace.STEADY) {
                for (var client : keepingUp) {
                    client.readOn();
                    assertThat(client.isConnected()).as("%s kept up", client).isTrue();
                }
            }
        }

        private void restart(SimulatedGateway gateway) {
            clients.stream()
                    .filter(client -> client.isAt(gateway))
                    .forEach(SimulatedClient::disconnect);
            gateway.restart();
        }

        private void act(SimulatedClient client) {
            if (!client.isConnected()) {
                client.connect(anyOf(gateways));
                return;
            }
            switch (random.nextInt(12)) {
                case 0 -> client.stalled = !client.stalled;
                case 1 -> {
                    if (random.nextInt(4) == 0) {
                        client.disconnect();
                    }
                }
                case 2 -> {
                    if (random.nextInt(4) == 0) {
                        client.subscribe();
                    }
                }
                default -> readOn(client);
            }
        }

        private boolean readOn(SimulatedClient client) {
            boolean moved = client.readOn();
            if (client.tooSlow) {
                client.tooSlow = false;
                tooSlow++;
            }
            return moved;
        }

        /** Lets all clients catch up. Afterwards nothing may be missing. */
        void settle() {
            gateways.forEach(SimulatedGateway::readAll);
            for (var client : clients) {
                client.stalled = false;
                for (int turn = 0; !client.isConnected() || readOn(client); turn++) {
                    assertThat(turn).as("turns until %s has all", client).isLessThan(MAX_TURNS);
                    if (!client.isConnected()) {
                        client.connect(anyOf(gateways));
                    }
                }
                client.lacksNothing();
                client.disconnect();
            }
        }

        <T> T anyOf(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }
    }
}
