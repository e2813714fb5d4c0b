package io.paycast.http;

import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;

/** Compares the {@code Content-Type} of requests. */
public final class ContentTypes {

    private ContentTypes() {}

    /**
     * Returns whether a request says that its body is of a type, with whatever parameters; false if
     * it says nothing or something invalid.
     */
    public static boolean is(ServerRequest request, MediaType type) {
        try {
            return request.headers().contentType().filter(type::equalsTypeAndSubtype).isPresent();
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }
}
