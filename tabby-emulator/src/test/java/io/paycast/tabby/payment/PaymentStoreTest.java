package io.paycast.tabby.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.tabby.model.Account;
import io.paycast.tabby.model.ApiKey;
import io.paycast.tabby.model.CheckoutRequest;
import io.paycast.tabby.model.CheckoutRequest.MerchantUrls;
import io.paycast.tabby.model.Json;
import io.paycast.tabby.model.TabbyCurrency;
import io.paycast.tabby.model.TabbyPayment;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaymentStoreTest {

    private final PaymentStore store = new PaymentStore();

    private static TabbyPayment payment(int number, int bytes) {
        var request =
                new CheckoutRequest(
                        new Account("shop", new ApiKey("sk_store")),
                        BigDecimal.TEN,
                        TabbyCurrency.AED,
                        "o",
                        "en",
                        MerchantUrls.NONE,
                        Json.object(),
                        bytes);
        return TabbyPayment.created("p" + number, "s" + number, request, Instant.EPOCH);
    }

    @Test
    void keepsTheNewestPayments() {
        for (int i = 0; i < PaymentStore.MAX_PAYMENTS + 5; i++) {
            store.put(payment(i, 100));
        }
        assertThat(store.size()).isEqualTo(PaymentStore.MAX_PAYMENTS);
        assertThat(store.evicted()).isEqualTo(5);
        assertThat(store.find("p4")).isEmpty();
        assertThat(store.ofSession("s4")).isEmpty();
        assertThat(store.find("p5")).isPresent();
    }

    @Test
    void boundsTheBytesOfAllRequests() {
        int large = (int) (PaymentStore.MAX_BYTES / 4);
        for (int i = 0; i < 6; i++) {
            store.put(payment(i, large));
        }
        assertThat(store.size()).isEqualTo(4);
        store.put(payment(5, 1));
        store.put(payment(6, large - 1));
        assertThat(store.size()).isEqualTo(5);
    }

    @Test
    void changesAPaymentInItsPlace() {
        store.put(payment(1, 1));
        store.put(payment(2, 1));
        store.put(payment(1, 1).rejected());
        assertThat(store.newestFirst(_ -> true))
                .extracting(TabbyPayment::id)
                .containsExactly("p2", "p1");
    }
}
