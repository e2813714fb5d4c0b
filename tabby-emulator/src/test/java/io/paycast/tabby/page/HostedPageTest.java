package io.paycast.tabby.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.tabby.TabbyClient;
import io.paycast.tabby.TabbyEmulator;
import io.paycast.tabby.junit.TabbyEmulatorExtension;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(TabbyEmulatorExtension.class)
class HostedPageTest {

    private static final AtomicInteger KEYS = new AtomicInteger();

    private final TabbyEmulator tabby;
    private final TabbyClient shop;
    private final TabbyClient browser;

    HostedPageTest(TabbyEmulator tabby) {
        this.tabby = tabby;
        this.shop = new TabbyClient(tabby.url(), "sk_page-" + KEYS.incrementAndGet(), "shop");
        this.browser = new TabbyClient(tabby.url(), null, null);
    }

    private TabbyClient.Answer checkout(String order, String email) {
        return shop.checkout("100.00", "AED", order, email, "+971500000001");
    }

    private TabbyClient.Answer checkout() {
        return checkout("1001", "otp.success@tabby.ai");
    }

    /** The path of the page that a shop sends the shopper to. */
    private String page(TabbyClient.Answer checkout) {
        var url = checkout.text("/configuration/available_products/installments/0/web_url");
        assertThat(url).startsWith(tabby.url() + "/");
        return url.substring(tabby.url().toString().length());
    }

    private String status(TabbyClient.Answer checkout) {
        return shop.get("/api/v2/payments/" + checkout.text("/payment/id")).text("/status");
    }

    @ParameterizedTest
    @CsvSource({
        "approve, success, AUTHORIZED",
        "decline, failure, REJECTED",
        "cancel,  cancel,  EXPIRED",
    })
    void sendsTheShopperBackToTheShop(String action, String page, String status) {
        var checkout = checkout();
        var answer = browser.form(page(checkout), "action=" + action);
        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.raw().headers().firstValue("Location"))
                .contains(
                        "https://your-store/%s?payment_id=%s"
                                .formatted(page, checkout.text("/payment/id")));
        assertThat(status(checkout)).isEqualTo(status);
    }

    @Test
    void declinesTabbysTestShopperWhoIsRejected() {
        var checkout = checkout("1001", "otp.rejected@tabby.ai");
        var answer = browser.form(page(checkout), "action=approve");
        assertThat(answer.raw().headers().firstValue("Location").orElse(""))
                .startsWith("https://your-store/failure?");
        assertThat(status(checkout)).isEqualTo("REJECTED");
    }

    @Test
    void letsTheSessionExpireAndLinksToTheShop() {
        var checkout = checkout();
        var answer = browser.form(page(checkout), "action=expire");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .contains("expired")
                .contains("data-action=\"back\"")
                .contains("https://your-store/failure?payment_id=" + checkout.text("/payment/id"));
        assertThat(status(checkout)).isEqualTo("EXPIRED");
    }

    @Test
    void acceptsOneEndingOnly() {
        var checkout = checkout();
        browser.form(page(checkout), "action=approve");
        var second = browser.form(page(checkout), "action=decline");
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.body()).contains("approved");
        assertThat(status(checkout)).isEqualTo("AUTHORIZED");
        assertThat(browser.get(page(checkout)).body()).doesNotContain("<form");
    }

    @Test
    void isOverAfterTwentyMinutes() {
        var checkout = checkout();
        tabby.advance(Duration.ofMinutes(20));
        assertThat(browser.get(page(checkout)).body()).contains("expired").doesNotContain("<form");
        browser.form(page(checkout), "action=approve");
        assertThat(status(checkout)).isEqualTo("CREATED");
    }

    @Test
    void ignoresUnknownActionsAndOtherContentTypes() {
        var checkout = checkout();
        assertThat(browser.form(page(checkout), "action=pay").body()).contains("<form");
        assertThat(browser.form(page(checkout), "").body()).contains("<form");
        assertThat(browser.post(page(checkout), "{\"action\":\"approve\"}").status())
                .isEqualTo(404);
        assertThat(status(checkout)).isEqualTo("CREATED");
    }

    @Test
    void refusesAFormThatItCannotRead() {
        var page = page(checkout());
        assertThat(browser.form(page, "action=%zz").status()).isEqualTo(400);
        var large = browser.form(page, "action=" + "a".repeat(300_000));
        assertThat(large.status()).isEqualTo(413);
        assertThat(large.contentType()).isEqualTo("application/problem+json");
        assertThat(browser.send("POST", page, "action=approve", "x").status()).isBetween(400, 499);
    }

    @Test
    void runsNoScriptAndGoesToTheShopOnly() {
        var answer = browser.get(page(checkout()));
        assertThat(answer.contentType()).isEqualTo("text/html;charset=UTF-8");
        assertThat(answer.raw().headers().firstValue("Content-Security-Policy"))
                .contains(
                        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors"
                                + " 'none'; form-action 'self' https://your-store");
        assertThat(answer.body())
                .doesNotContain("<script")
                .doesNotContain("style=")
                .doesNotContain("onclick");
        var style = browser.get("/checkout.css");
        assertThat(style.contentType()).isEqualTo("text/css;charset=UTF-8");
        assertThat(style.body()).contains("prefers-color-scheme: dark");
    }

    @Test
    void isInTheLanguageOfTheSessionAndInTheOther() {
        var english = browser.get(page(checkout()));
        assertThat(english.body()).contains("<html lang=\"en\" dir=\"ltr\">").contains("?lang=ar");
        var arabic = browser.get(page(checkout()) + "?lang=ar");
        assertThat(arabic.body())
                .contains("<html lang=\"ar\" dir=\"rtl\">")
                .contains("الموافقة على الدفع");
    }

    @Test
    void hasAWordForEverythingInBothLanguages() {
        assertThat(PageText.of("ar").words().keySet())
                .isEqualTo(PageText.of("en").words().keySet());
    }

    @Test
    void escapesWhatAShopSends() {
        var checkout = checkout("<b>{{approve}}[[content]]", "a@b.c");
        assertThat(browser.get(page(checkout)).body())
                .contains("&lt;b&gt;{{approve}}[[content]]")
                .doesNotContain("<b>");
    }

    @Test
    void keepsTheQueryOfTheShopsPage() {
        var session =
                """
                {"payment":{"amount":"10","currency":"AED","buyer":{"email":"a@b.c","phone":"1"}},
                 "lang":"ar","merchant_code":"shop",
                 "merchant_urls":{"success":"http://127.0.0.1:8080/done?order=%D8%A7&x=1#top"}}
                """;
        var checkout = shop.post("/api/v2/checkout", session);
        var page = page(checkout);
        assertThat(browser.get(page).body()).contains("dir=\"rtl\"");
        assertThat(
                        browser.get(page)
                                .raw()
                                .headers()
                                .firstValue("Content-Security-Policy")
                                .orElse(""))
                .endsWith("form-action 'self' http://127.0.0.1:8080");
        var location = browser.form(page, "action=approve").raw().headers().firstValue("Location");
        assertThat(location.map(URI::create).map(URI::getRawQuery))
                .contains("order=%D8%A7&x=1&payment_id=" + checkout.text("/payment/id"));
    }

    @Test
    void staysOnThePageIfTheShopNamedNone() {
        var session =
                """
                {"payment":{"amount":"10","currency":"AED","buyer":{"email":"a@b.c","phone":"1"}},
                 "lang":"en","merchant_code":"app"}
                """;
        var page = page(shop.post("/api/v2/checkout", session));
        var answer = browser.form(page, "action=approve");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("The payment is approved.");
    }

    @Test
    void knowsNoOtherSession() {
        var answer = browser.get("/checkout/00000000-0000-4000-8000-000000000000");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).contains("no such session");
    }
}
