package io.paycast.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class SubjectLimitsTest {

    private static final int MEMORY = 1_000;

    private final SubjectLimits limits =
            new SubjectLimits(3, 2, new MemoryBudget(MEMORY), new MemoryBudget(MEMORY));

    private SubjectLimits.Place acquire(String subject, boolean customer) {
        return limits.tryAcquire(subject, customer, InetAddress.getLoopbackAddress());
    }

    private Allowance user(String subject) {
        return TestAllowance.of(limits, subject);
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
    void givesOneSubjectAtMostAQuarterOfTheMemory() {
        var first = user("ann");
        var second = user("ann");
        assertThat(first.holdNames(200)).isTrue();
        assertThat(second.holdNames(51)).isFalse();
        assertThat(second.holdNames(50)).isTrue();
        assertThat(limits.names().held()).isEqualTo(250);
        assertThat(first.holdNames(100)).as("fewer names always fit").isTrue();
        assertThat(second.holdNames(150)).isTrue();
    }

    @Test
    void limitsTheMemoryOfAllSubjectsTogether() {
        for (var subject : new String[] {"a", "b", "c", "d"}) {
            assertThat(user(subject).holdPending(240)).isTrue();
        }
        var last = user("e");
        assertThat(last.holdPending(41)).isFalse();
        assertThat(last.holdPending(40)).isTrue();
        assertThat(limits.buffers().held()).isEqualTo(limits.buffers().max());
    }

    @Test
    void countsAllBuffersOfASocketTogetherAndNamesApart() {
        var socket = user("ann");
        assertThat(socket.holdFrame(100)).isTrue();
        assertThat(socket.holdFragments(100)).isTrue();
        assertThat(socket.holdPending(51)).isFalse();
        assertThat(socket.holdPending(50)).isTrue();
        assertThat(socket.holdNames(250)).isTrue();
    }

    @Test
    void releasesAllThatASocketHolds() {
        var socket = user("ann");
        assertThat(socket.holdFrame(10)).isTrue();
        assertThat(socket.holdFragments(20)).isTrue();
        assertThat(socket.holdPending(30)).isTrue();
        assertThat(socket.holdNames(40)).isTrue();
        socket.release();
        assertThat(limits.names().held()).isZero();
        assertThat(limits.buffers().held()).isZero();
        socket.holdFrame(10); // what arrives while the channel closes
        assertThat(limits.buffers().held()).isZero();
    }
}
