package io.paycast.bench.start;

import io.paycast.bench.process.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What to type to start a service. */
final class ServiceCommands {

    private final Path checkout;
    private final List<String> flags;

    ServiceCommands(Path checkout, List<String> flags) {
        this.checkout = checkout;
        this.flags = flags;
    }

    /** From its jar, as it was built. */
    List<String> plain(String service) {
        return command(List.of(), jar(service));
    }

    /** From this jar, with these flags beside those of production. */
    List<String> command(List<String> more, Path jar) {
        var command = new ArrayList<>(List.of(ChildProcess.javaCommand()));
        command.addAll(ProductionFlags.of(checkout));
        command.addAll(flags);
        command.addAll(more);
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    /** The jar that was built of it. */
    Path jar(String service) {
        var jar = checkout.resolve(service).resolve("target").resolve(service + "-app.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException("%s is not built".formatted(jar));
        }
        return jar;
    }
}
