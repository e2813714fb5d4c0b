package io.paycast.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.gateway.access.Entitlement;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InterestTest {

    private static final String LATIN = "o".repeat(255);
    private static final String ARABIC = "\u0637".repeat(255);

    @Test
    void countsTwoBytesForEachCharacterOfANameThatIsNotLatin() {
        int latin = Interest.permitted(Entitlement.ofOrders(Set.of(LATIN))).orderBytes();
        int arabic = Interest.permitted(Entitlement.ofOrders(Set.of(ARABIC))).orderBytes();
        assertThat(arabic - latin).isEqualTo(255);
        var everything = Interest.permitted(Entitlement.ALL);
        assertThat(everything.narrowedTo(List.of(), List.of(ARABIC)).filterBytes())
                .isEqualTo(arabic);
    }
}
