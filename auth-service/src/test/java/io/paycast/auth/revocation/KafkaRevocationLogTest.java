package io.paycast.auth.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KafkaRevocationLogTest {

    @Test
    void requiresTwoInSyncReplicasOfThree() {
        assertThat(configs(Optional.of((short) 3), Optional.empty()))
                .containsEntry("min.insync.replicas", "2")
                .containsEntry("cleanup.policy", "compact");
    }

    @Test
    void leavesTheInSyncReplicasOfASmallerTopicToTheBroker() {
        assertThat(configs(Optional.of((short) 1), Optional.empty()))
                .doesNotContainKey("min.insync.replicas");
        assertThat(configs(Optional.empty(), Optional.empty()))
                .doesNotContainKey("min.insync.replicas");
    }

    @Test
    void prefersTheSetting() {
        assertThat(configs(Optional.of((short) 5), Optional.of(3)))
                .containsEntry("min.insync.replicas", "3");
    }

    private static Map<String, String> configs(
            Optional<Short> replication, Optional<Integer> minInSyncReplicas) {
        return KafkaRevocationLog.topic(replication, minInSyncReplicas).configs();
    }
}
