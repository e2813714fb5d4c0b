package io.paycast.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.net.ClientNetwork;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class SubjectLimitsTest {

    private static final int MEMORY = 700;

    private final SubjectLimits limits =
            new SubjectLimits(
                    3,
                    2,
                    new MemoryBudget(MEMORY),
                    new MemoryBudget(MEMORY),
                    new MemoryBudget(MEMORY));

    private SubjectLimits.Place acquire(String subject, boolean customer) {
        return limits.tryAcquire(subject, customer, InetAddress.getLoopbackAddress());
    }

    private Allowance user(String subject) {
        return TestAllowance.of(limits, subject);
    }

    private Allowance user(String subject, String address) {
        return TestAllowance.of(limits, subject, InetAddress.ofLiteral(address));
    }

    /** How much a socket may hold before it is refused. */
    private static int most(Allowance socket) {
        int bytes = 0;
        while (socket.holdPending(bytes + 1)) {
            bytes++;
        }
        return bytes;
    }

    @Test
    void limitsTheSocketsOfAUserAndOfACustomer() {
        for (int i = 0; i < 3; i++) {
            user("ann");
        }
        assertThat(acquire("ann", false)).isEqualTo(new SubjectLimits.Place.TooMany(3));
        for (int i = 0; i < 2; i++) {
            assertThat(acquire("shopper", true)).isInstanceOf(SubjectLimits.Place.Taken.class);
        }
        assertThat(acquire("shopper", true)).isEqualTo(new SubjectLimits.Place.TooMany(2));
        assertThat(limits.socketsOfBusiestSubject()).isEqualTo(3);
    }

    @Test
    void releasesAPlaceOnce() {
        var first = user("ann");
        var second = user("ann");
        first.release();
        first.release();
        assertThat(limits.socketsOfBusiestSubject()).isEqualTo(1);
        second.release();
        assertThat(limits.socketsOfBusiestSubject()).isZero();
    }

    @Test
    void givesOneSubjectAtMostASeventhOfTheMemory() {
        var first = user("ann");
        var second = user("ann");
        assertThat(first.holdPending(80)).isTrue();
        assertThat(second.holdPending(21)).isFalse();
        assertThat(second.holdPending(20)).isTrue();
        assertThat(limits.buffers().held()).isEqualTo(100);
        assertThat(first.holdPending(40)).as("to hold less is never refused").isTrue();
        assertThat(second.holdPending(60)).isTrue();
    }

    @Test
    void givesOneNetworkAtMostAQuarterOfTheMemory() {
        for (int i = 0; i < 100; i++) {
            most(user("attacker" + i, "192.0.2.1"));
        }
        assertThat(limits.buffers().held()).isBetween(165L, 175L);
        assertThat(most(user("ann", "192.0.2.2"))).isBetween(75, 77);
    }

    @Test
    void countsAnIpv6NetworkAsOne() {
        for (int i = 0; i < 100; i++) {
            most(user("attacker" + i, "2001:db8:0:7::" + Integer.toHexString(i)));
        }
        assertThat(limits.buffers().held()).isLessThanOrEqualTo(175);
    }

    @Test
    void leavesSomeForAnotherNetworkAfterEightThatTakeAllTheyCan() {
        var large = new MemoryBudget(64 * 1024);
        for (int network = 1; network <= 8; network++) {
            for (int subject = 0; subject < 16; subject++) {
                most(large, "attacker" + network + "-" + subject, "192.0.2." + network);
            }
        }
        assertThat(large.held()).isGreaterThan(large.max() / 4 * 3);
        assertThat(most(large, "ann", "192.0.2.200")).isGreaterThan(500);
    }

    private static int most(MemoryBudget of, String subject, String address) {
        var network = ClientNetwork.of(InetAddress.ofLiteral(address));
        int bytes = 0;
        while (of.tryAdd(subject, network, 1)) {
            bytes++;
        }
        return bytes;
    }

    @Test
    void givesBackWhatItHeld() {
        var attacker = user("attacker");
        assertThat(most(attacker)).isEqualTo(100);
        attacker.release();
        assertThat(limits.buffers().held()).isZero();
        assertThat(most(user("ann"))).isEqualTo(100);
    }

    @Test
    void changesNothingIfOnlyTheOrdersOrOnlyTheFilterFits() {
        var socket = user("ann");
        assertThat(socket.holdNames(10, 20)).isTrue();
        assertThat(socket.holdNames(5, 101)).isFalse();
        assertThat(socket.holdNames(101, 5)).isFalse();
        assertThat(limits.orders().held()).isEqualTo(10);
        assertThat(limits.filters().held()).isEqualTo(20);
        assertThat(socket.holdNames(100, 5)).isTrue();
        assertThat(socket.holdNames(5, 100)).isTrue();
    }

    @Test
    void countsAllBuffersOfASocketTogetherAndNamesApart() {
        var socket = user("ann");
        assertThat(socket.holdFrame(40)).isTrue();
        assertThat(socket.holdFragments(40)).isTrue();
        assertThat(socket.holdPending(21)).isFalse();
        assertThat(socket.holdPending(20)).isTrue();
        assertThat(socket.holdNames(100, 100)).isTrue();
    }

    @Test
    void releasesAllThatASocketHolds() {
        var socket = user("ann");
        assertThat(socket.holdFrame(10)).isTrue();
        assertThat(socket.holdFragments(20)).isTrue();
        assertThat(socket.holdPending(30)).isTrue();
        assertThat(socket.holdNames(40, 50)).isTrue();
        socket.release();
        assertThat(limits.orders().held()).isZero();
        assertThat(limits.filters().held()).isZero();
        assertThat(limits.buffers().held()).isZero();
        socket.holdFrame(10); // what arrives while the channel closes
        assertThat(limits.buffers().held()).isZero();
    }
}
