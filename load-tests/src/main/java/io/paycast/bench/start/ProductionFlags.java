package io.paycast.bench.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The flags that the Dockerfile starts a service with, so that the two cannot differ. */
final class ProductionFlags {

    private static final Pattern OPTIONS = Pattern.compile("JDK_JAVA_OPTIONS=\"([^\"]*)\"");

    private ProductionFlags() {}

    static List<String> of(Path checkout) {
        try {
            var found = OPTIONS.matcher(Files.readString(checkout.resolve("Dockerfile")));
            if (!found.find()) {
                throw new IllegalStateException("The Dockerfile names no JDK_JAVA_OPTIONS");
            }
            // files that the image has in its own folder
            var files = "=" + checkout.resolve("deploy").toAbsolutePath() + "/";
            return List.of(found.group(1).replace("=/app/", files).strip().split("\\s+"));
        } catch (IOException e) {
            throw new UncheckedIOException("The flags are in the checkout's Dockerfile", e);
        }
    }
}
