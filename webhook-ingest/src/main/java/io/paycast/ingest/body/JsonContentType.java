package io.paycast.ingest.body;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** Checks whether the headers of a request declare a body of plain JSON in UTF-8. */
public final class JsonContentType {

    private JsonContentType() {}

    /**
     * Returns whether the type is {@code application/json}, with no parameter but the charset, and
     * the body is not compressed.
     */
    public static boolean isDeclaredBy(HttpHeaders headers) {
        var types = headers.getOrDefault(HttpHeaders.CONTENT_TYPE, List.of());
        if (types.size() != 1 || !isIdentity(headers)) {
            return false;
        }
        return types.getFirst().equals(MediaType.APPLICATION_JSON_VALUE)
                || isJson(types.getFirst());
    }

    private static boolean isJson(String contentType) {
        try {
            var type = MediaType.parseMediaType(contentType);
            return type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON)
                    && (type.getParameters().isEmpty()
                            || (type.getParameters().size() == 1
                                    && UTF_8.equals(type.getCharset())));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private static boolean isIdentity(HttpHeaders headers) {
        var encodings = headers.getOrDefault(HttpHeaders.CONTENT_ENCODING, List.of());
        return encodings.isEmpty()
                || (encodings.size() == 1 && encodings.getFirst().equalsIgnoreCase("identity"));
    }
}
