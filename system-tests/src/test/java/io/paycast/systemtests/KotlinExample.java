package io.paycast.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paycast.testsupport.ChildProcess;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kotlin.Unit;
import kotlin.jvm.functions.Function0;
import kotlin.jvm.functions.Function1;
import okhttp3.OkHttpClient;
import okio.Buffer;
import org.jetbrains.kotlin.cli.common.ExitCode;
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler;
import org.json.JSONObject;

/** The Kotlin client of {@code docs/integration-guide.md}, compiled exactly as it stands there. */
final class KotlinExample {

    private static final Path GUIDE =
            Path.of(System.getProperty("paycast.root", "..")).resolve("docs/integration-guide.md");
    private static final Pattern FILE =
            Pattern.compile("<!-- file: (\\w+\\.kt) -->\n```kotlin\n(.*?)```", Pattern.DOTALL);

    /** What the example needs, and nothing else. */
    private static final String LIBRARIES =
            Stream.of(OkHttpClient.class, Buffer.class, Unit.class, JSONObject.class)
                    .map(KotlinExample::jarOf)
                    .collect(Collectors.joining(File.pathSeparator));

    private final Path classes;

    private KotlinExample(Path classes) {
        this.classes = classes;
    }

    /**
     * Compiles the example.
     *
     * @param replacements the addresses for which the example's own ones stand
     */
    static KotlinExample compile(Path folder, Map<String, String> replacements) throws IOException {
        var classes = folder.resolve("classes");
        var arguments =
                Stream.of(
                        "-d",
                        classes.toString(),
                        "-classpath",
                        LIBRARIES,
                        "-no-stdlib",
                        "-no-reflect",
                        "-jvm-target",
                        "17",
                        "-Werror");
        var files = FILE.matcher(Files.readString(GUIDE)).results().toList();
        for (var file : files) {
            var text = file.group(2);
            for (var each : replacements.entrySet()) {
                text = text.replace(each.getKey(), each.getValue());
            }
            Files.writeString(folder.resolve(file.group(1)), text);
        }
        var sources = files.stream().map(file -> folder.resolve(file.group(1)).toString());
        var output = new ByteArrayOutputStream();
        var code =
                new K2JVMCompiler()
                        .exec(
                                new PrintStream(output, true, UTF_8),
                                Stream.concat(arguments, sources).toArray(String[]::new));
        if (files.size() != 2 || code != ExitCode.OK) {
            throw new AssertionError(files.size() + " files: " + output.toString(UTF_8));
        }
        return new KotlinExample(classes);
    }

    /** Starts the example's {@code main}. */
    ChildProcess startMain(Path folder) {
        return ChildProcess.start(
                "kotlin",
                List.of(
                        ChildProcess.javaCommand(),
                        "-Xmx128m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classes + File.pathSeparator + LIBRARIES,
                        "MainKt"),
                Map.of(),
                folder);
    }

    /** The functions that a user of the client passes to it. */
    record Functions(
            Supplier<String> getToken,
            Consumer<JSONObject> onUpdate,
            Runnable onGap,
            Consumer<String> onEnd) {}

    /** Starts a client in this JVM. */
    AutoCloseable startClient(String url, Functions functions) throws Exception {
        var loader =
                new URLClassLoader(
                        new URL[] {classes.toUri().toURL()}, getClass().getClassLoader());
        Function0<String> getToken = functions.getToken()::get;
        Function1<JSONObject, Unit> onUpdate =
                update -> {
                    functions.onUpdate().accept(update);
                    return Unit.INSTANCE;
                };
        Function0<Unit> onGap =
                () -> {
                    functions.onGap().run();
                    return Unit.INSTANCE;
                };
        Function1<String, Unit> onEnd =
                why -> {
                    functions.onEnd().accept(why);
                    return Unit.INSTANCE;
                };
        return (AutoCloseable)
                loader.loadClass("PaycastClient")
                        .getConstructor(
                                String.class,
                                Function0.class,
                                Function1.class,
                                Function0.class,
                                Function1.class,
                                String.class)
                        .newInstance(url, getToken, onUpdate, onGap, onEnd, null);
    }

    private static String jarOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
