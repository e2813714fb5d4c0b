package io.paycast.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.PaymentOutcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.test.web.reactive.server.WebTestClient;

class PagesTest {

    private final WebTestClient client =
            WebTestClient.bindToRouterFunction(new Pages().routes())
                    .configureClient()
                    .responseTimeout(Duration.ofSeconds(60))
                    .build();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/         |                       | en",
                "/         | ar;q=0.5,en             | en",
                "/         | ar-AE,ar;q=0.9        | ar",
                "/         | fr, *;q=0.1           | en",
                "/         | ;;;                   | en",
                "/?lang=ar | en                    | ar",
                "/?lang=en | ar                    | en",
                "/?lang=fr | ar                    | ar"
            })
    void speaksTheLanguageOfTheAddressElseOfTheBrowser(String path, String accepted, String tag) {
        var html =
                client.get()
                        .uri(path)
                        .headers(headers -> {
                            if (accepted != null) {
                                headers.set("Accept-Language", accepted);
                            }
                        })
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .expectHeader()
                        .valueEquals("Content-Language", tag)
                        .expectHeader()
                        .valueEquals("Vary", "Accept-Language")
                        .expectBody(String.class)
                        .returnResult()
                        .getResponseBody();
        assertThat(html)
                .contains(
                        "<html lang=\"%s\" dir=\"%s\">"
                                .formatted(tag, tag.equals("ar") ? "rtl" : "ltr"));
    }

    @Test
    void forbidsScriptsOfOtherHostsAndInlineOnes() {
        client.get()
                .uri("/")
                .exchange()
                .expectHeader()
                .value(
                        "Content-Security-Policy",
                        policy ->
                                assertThat(policy)
                                        .startsWith("default-src 'none'; script-src 'self';")
                                        .contains("frame-ancestors 'none'", "base-uri 'none'")
                                        .doesNotContain("unsafe", "http", "*"))
                .expectHeader()
                .valueEquals("X-Content-Type-Options", "nosniff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"index", "demo", "order"})
    void needsNoInlineScriptOrStyle(String page) throws IOException {
        for (var language : PageLanguage.values()) {
            assertThat(html(page, language))
                    .doesNotContainPattern("<script(?![^>]* src=)")
                    .doesNotContainPattern("(?i)<style|\\sstyle=|\\son\\w+=|javascript:|https?://");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"index", "demo", "order"})
    void hasTheSamePartsInBothLanguages(String page) throws IOException {
        assertThat(parts(html(page, PageLanguage.ARABIC)))
                .isNotEmpty()
                .isEqualTo(parts(html(page, PageLanguage.ENGLISH)));
    }

    @Test
    void hasWordsForEveryOutcome() throws IOException {
        for (var language : PageLanguage.values()) {
            var html = html("order", language);
            assertThat(Arrays.stream(PaymentOutcome.values()).map(PaymentOutcome::wireName))
                    .allSatisfy(outcome ->
                            assertThat(html).contains("data-outcome=\"" + outcome + '"'));
        }
    }

    @Test
    void servesItsFilesAndNoOthers() {
        for (var file : List.of("page.css", "front.js", "order.js", "icon.svg")) {
            client.get().uri("/assets/" + file).exchange().expectStatus().isOk();
        }
        client.get().uri("/assets/index.en.html").exchange().expectStatus().isNotFound();
        client.post().uri("/").exchange().expectStatus().isEqualTo(405);
    }

    /** People copy it, so it must be read in one go. */
    @Test
    void keepsTheExampleShort() throws IOException {
        assertThat(content("order.js").lines()).hasSizeLessThan(150);
    }

    /** What scripts and styles refer to. */
    private static Set<String> parts(String html) {
        var found = new TreeSet<String>();
        var matcher = Pattern.compile("(id|name|value|data-\\w+|class)=\"([^\"]*)\"").matcher(html);
        while (matcher.find()) {
            if (!matcher.group(2).matches("en|ar")) {
                found.add(matcher.group());
            }
        }
        return found;
    }

    private static String html(String page, PageLanguage language) throws IOException {
        return content("%s.%s.html".formatted(page, language.tag()));
    }

    private static String content(String name) throws IOException {
        return new ClassPathResource("paycast-console/" + name).getContentAsString(UTF_8);
    }
}
