package io.paycast.tabby.page;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paycast.tabby.model.TabbyPayment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.util.HtmlUtils;

/** Fills the words and a payment into the page's HTML. Every value is escaped. */
final class PageTemplate {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{(\\w+)}}");
    private static final BigDecimal PARTS = BigDecimal.valueOf(4);

    private final String frame;
    private final String form;
    private final String message;

    private PageTemplate(String frame, String form, String message) {
        this.frame = frame;
        this.form = form;
        this.message = message;
    }

    static PageTemplate load() {
        return new PageTemplate(read("frame.html"), read("form.html"), read("message.html"));
    }

    private static String read(String name) {
        try {
            return new ClassPathResource(name, PageTemplate.class).getContentAsString(UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read.", e);
        }
    }

    /** The page of an open session. */
    String form(PageText text, TabbyPayment payment) {
        var currency = payment.currency();
        var part = payment.amount().divide(PARTS, currency.decimals(), RoundingMode.HALF_UP);
        var amount = payment.amount().setScale(currency.decimals());
        return frame(
                text,
                filled(
                        form,
                        text,
                        Map.of(
                                "amount", amount.toPlainString(),
                                "currency", currency.name(),
                                "part", part.toPlainString(),
                                "reference",
                                        Objects.requireNonNullElse(payment.orderReference(), "—"),
                                "code", payment.merchantCode())));
    }

    /** A page that says how a session ended. */
    String message(PageText text, String sentence, @Nullable URI back) {
        var link =
                back == null
                        ? ""
                        : "<p><a class=\"button\" data-action=\"back\" href=\"%s\">%s</a></p>"
                                .formatted(
                                        HtmlUtils.htmlEscape(back.toString(), UTF_8.name()),
                                        HtmlUtils.htmlEscape(text.word("back"), UTF_8.name()));
        return frame(
                text,
                filled(message, text, Map.of("sentence", sentence)).replace("[[link]]", link));
    }

    private String frame(PageText text, String content) {
        return filled(
                        frame,
                        text,
                        Map.of(
                                "lang", text.language(),
                                "dir", text.direction(),
                                "otherLang", text.other().language()))
                .replace("[[content]]", content);
    }

    private static String filled(String template, PageText text, Map<String, String> values) {
        return PLACEHOLDER
                .matcher(template)
                .replaceAll(found -> {
                    var name = found.group(1);
                    var value = values.containsKey(name) ? values.get(name) : text.word(name);
                    return Matcher.quoteReplacement(
                            HtmlUtils.htmlEscape(String.valueOf(value), UTF_8.name()));
                });
    }
}
