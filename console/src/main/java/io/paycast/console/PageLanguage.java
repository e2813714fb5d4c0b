package io.paycast.console;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;

/** The languages in which each page exists. */
public enum PageLanguage {
    ENGLISH("en"),
    ARABIC("ar");

    private static final List<String> TAGS = List.of(ENGLISH.tag, ARABIC.tag);

    private final String tag;

    PageLanguage(String tag) {
        this.tag = tag;
    }

    /** The language tag (BCP 47), which is also the value of the parameter {@code lang}. */
    public String tag() {
        return tag;
    }

    /** The language of the parameter {@code lang}, else the first one that the browser accepts. */
    public static PageLanguage of(ServerRequest request) {
        return request.queryParam("lang")
                .flatMap(PageLanguage::ofTag)
                .or(() -> ofTag(accepted(request)))
                .orElse(ENGLISH);
    }

    /** The language of a tag, if a page exists in it. */
    public static Optional<PageLanguage> ofTag(String tag) {
        for (var language : values()) {
            if (language.tag.equals(tag)) {
                return Optional.of(language);
            }
        }
        return Optional.empty();
    }

    private static String accepted(ServerRequest request) {
        var header = request.headers().firstHeader(HttpHeaders.ACCEPT_LANGUAGE);
        try {
            var ranges = Locale.LanguageRange.parse(header == null ? "" : header);
            var found = Locale.lookupTag(ranges, TAGS);
            return found == null ? "" : found;
        } catch (IllegalArgumentException e) {
            return ""; // no header, or an invalid one
        }
    }
}
