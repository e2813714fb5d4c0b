package io.paycast.gateway.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.gateway.access.Entitlement;
import io.paycast.net.ClientNetwork;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReplayQueueTest {

    private final ReplayQueue<String> queue =
            new ReplayQueue<>(new ReplayLimits(4, 1, 1, Duration.ZERO, Duration.ZERO));

    private static ReplayOwner owner(String subject, int host) {
        try {
            var address = InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) host});
            return new ReplayOwner(ClientNetwork.of(address), subject, Entitlement.ALL);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private void add(ReplayOwner owner, int count) {
        for (int i = 0; i < count; i++) {
            queue.add(owner, owner.subject() + i);
        }
    }

    /** Takes replays until no more may run. */
    private List<String> takeAll() {
        var taken = new ArrayList<String>();
        for (var next = queue.next(); next != null; next = queue.next()) {
            taken.add(next);
        }
        return taken;
    }

    @Test
    void runsOneReplayOfASubjectAtATime() {
        var one = owner("one", 1);
        add(one, 3);
        add(owner("one", 2), 1); // the same subject at another address
        assertThat(takeAll()).containsExactly("one0");
        queue.finished(one);
        assertThat(takeAll()).hasSize(1);
    }

    @Test
    void wantsAPlaceForWhatCouldRunInIt() {
        for (var subject : List.of("a", "b")) {
            add(owner(subject, 1), 1);
            add(owner(subject + "2", 2), 1);
        }
        assertThat(takeAll()).hasSize(4);
        assertThat(queue.isPlaceWanted(owner("a", 1))).isFalse();

        add(owner("c", 1), 1); // whose network has all its places
        assertThat(queue.isPlaceWanted(owner("a", 1))).isTrue();
        assertThat(queue.isPlaceWanted(owner("a2", 2))).isFalse();
        queue.remove(owner("c", 1), "c0");

        add(owner("a", 3), 1); // a client that has a place
        assertThat(queue.isPlaceWanted(owner("a", 1))).isTrue();
        assertThat(queue.isPlaceWanted(owner("b", 1))).isFalse();

        add(owner("d", 4), 1);
        assertThat(queue.isPlaceWanted(owner("b", 1))).isTrue();
    }

    @Test
    void runsHalfOfTheReplaysForOneNetwork() {
        for (var subject : List.of("a", "b", "c")) {
            add(owner(subject, 1), 1);
        }
        add(owner("d", 2), 1);
        assertThat(takeAll()).containsExactly("a0", "d0", "b0");
        queue.finished(owner("a", 1));
        assertThat(takeAll()).containsExactly("c0");
    }

    @Test
    void letsNetworksAndSubjectsTakeTurns() {
        var single =
                new ReplayQueue<String>(new ReplayLimits(1, 1, 1, Duration.ZERO, Duration.ZERO));
        var crowd = List.of(owner("a", 1), owner("b", 1));
        for (var owner : crowd) {
            for (int i = 0; i < 100; i++) {
                single.add(owner, owner.subject());
            }
        }
        single.add(owner("honest", 2), "honest");
        var order = new ArrayList<String>();
        for (int i = 0; i < 5; i++) {
            var next = Objects.requireNonNull(single.next());
            order.add(next);
            single.finished(owner(next, next.equals("honest") ? 2 : 1));
        }
        assertThat(order).containsExactly("a", "honest", "b", "a", "b");
    }

    @Test
    void distinguishesCustomersOfOneSubjectByTheirOrders() {
        var network = owner("customer", 1).network();
        queue.add(new ReplayOwner(network, "customer", Entitlement.ofOrders(Set.of("1"))), "first");
        queue.add(
                new ReplayOwner(network, "customer", Entitlement.ofOrders(Set.of("2"))), "second");
        assertThat(takeAll()).containsExactly("first", "second");
    }

    @Test
    void forgetsWhatIsRemoved() {
        var one = owner("one", 1);
        add(one, 2);
        assertThat(queue.remove(one, "one0")).isTrue();
        assertThat(queue.remove(one, "one0")).isFalse();
        assertThat(queue.waiting()).isEqualTo(1);
        assertThat(takeAll()).containsExactly("one1");
        assertThat(queue.waiting()).isZero();
        assertThat(queue.running()).isEqualTo(1);
    }
}
