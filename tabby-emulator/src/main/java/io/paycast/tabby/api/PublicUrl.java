package io.paycast.tabby.api;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * Where a browser finds the emulator.
 *
 * @param configured without a slash at its end; null if it is where the request went
 */
record PublicUrl(@Nullable URI configured, String path) {

    String of(ServerRequest request) {
        var uri = request.uri();
        return configured == null
                ? "%s://%s%s".formatted(uri.getScheme(), uri.getAuthority(), path)
                : configured.toString();
    }
}
