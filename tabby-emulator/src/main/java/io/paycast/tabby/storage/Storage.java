package io.paycast.tabby.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paycast.tabby.model.Json;
import io.paycast.tabby.model.TabbyPayment;
import io.paycast.tabby.payment.Payments;
import io.paycast.tabby.webhook.Outbox;
import io.paycast.tabby.webhook.Registration;
import io.paycast.tabby.webhook.Registrations;
import io.paycast.tabby.webhook.Webhook;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * A file of JSON lines: each change of a payment, a registration or a webhook that waits. What the
 * process has written survives it, even a kill. The file holds keys and secrets, so only its owner
 * may read it. Thread-safe.
 *
 * <p>The file is rewritten when it is opened, after {@value #MAX_LINES} lines and after 64 MiB. If
 * it cannot be written, that is logged and the emulator goes on in memory.
 */
public final class Storage implements Outbox, Registrations.Listener, AutoCloseable {

    /** How many lines are added before the file is rewritten. */
    static final int MAX_LINES = 50_000;

    /** How many characters are added before the file is rewritten. */
    private static final long MAX_CHARS = 64L * 1024 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

    private final Path file;
    private final LinkedHashMap<String, TabbyPayment> payments = new LinkedHashMap<>();
    private final Map<String, Registration> registrations = new LinkedHashMap<>();
    private final Map<Long, Webhook> waiting = new LinkedHashMap<>();
    private long lastNumber;
    private long bytes;
    private int lines;
    private long chars;
    private @Nullable BufferedWriter writer;

    private Storage(Path file) {
        this.file = file;
    }

    /** One line. Exactly one member is present. */
    private record Line(
            @Nullable TabbyPayment payment,
            @Nullable Registration registration,
            @Nullable String removedRegistration,
            @Nullable Waiting webhook,
            @Nullable Long sent) {

        static Line of(TabbyPayment payment) {
            return new Line(payment, null, null, null, null);
        }

        static Line of(Registration registration) {
            return new Line(null, registration, null, null, null);
        }

        static Line of(long number, Webhook webhook) {
            return new Line(null, null, null, new Waiting(number, webhook), null);
        }
    }

    private record Waiting(long number, Webhook webhook) {}

    /**
     * Reads the file if it exists, and writes it anew.
     *
     * @throws UncheckedIOException if the file cannot be read or written
     */
    public static Storage open(Path file) {
        var storage = new Storage(file.toAbsolutePath());
        try {
            storage.load();
            storage.compact();
        } catch (IOException e) {
            throw new UncheckedIOException("The emulator's file cannot be used: " + file, e);
        }
        return storage;
    }

    private void load() throws IOException {
        if (Files.notExists(file)) {
            return;
        }
        try (var stored = Files.lines(file, UTF_8)) {
            stored.forEach(this::load);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** A line that a kill cut off is ignored: it was not complete, so it did not happen. */
    private void load(String text) {
        try {
            apply(Json.MAPPER.readValue(text, Line.class));
        } catch (JacksonException | IllegalArgumentException e) {
            LOG.warn("line of the emulator's file ignored, length={}", text.length());
        }
    }

    private void apply(Line line) {
        if (line.payment() != null) {
            put(payments.put(line.payment().id(), line.payment()), line.payment());
        }
        if (line.registration() != null) {
            registrations.put(line.registration().id(), line.registration());
        }
        if (line.removedRegistration() != null) {
            registrations.remove(line.removedRegistration());
        }
        if (line.webhook() != null) {
            waiting.put(line.webhook().number(), line.webhook().webhook());
            lastNumber = Math.max(lastNumber, line.webhook().number());
        }
        if (line.sent() != null) {
            waiting.remove(line.sent());
        }
    }

    /** Keeps as many payments as {@link Payments} does. */
    private void put(@Nullable TabbyPayment before, TabbyPayment payment) {
        bytes += payment.request().bytes() - (before == null ? 0L : before.request().bytes());
        while (payments.size() > Payments.MAX_PAYMENTS
                || (bytes > Payments.MAX_BYTES && payments.size() > 1)) {
            bytes -= payments.pollFirstEntry().getValue().request().bytes();
        }
    }

    /** The payments, oldest first. */
    public synchronized List<TabbyPayment> payments() {
        return List.copyOf(payments.values());
    }

    public synchronized List<Registration> registrations() {
        return List.copyOf(registrations.values());
    }

    /** The webhooks that were not delivered, by their numbers. */
    public synchronized Map<Long, Webhook> waiting() {
        return new LinkedHashMap<>(waiting);
    }

    /** A payment was added or changed. */
    public synchronized void put(TabbyPayment payment) {
        append(Line.of(payment));
    }

    @Override
    public synchronized void registered(Registration registration) {
        append(Line.of(registration));
    }

    @Override
    public synchronized void removed(String id) {
        append(new Line(null, null, id, null, null));
    }

    @Override
    public synchronized long add(Webhook webhook) {
        long number = ++lastNumber;
        append(Line.of(number, webhook));
        return number;
    }

    @Override
    public synchronized void remove(long number) {
        append(new Line(null, null, null, null, number));
    }

    private void append(Line line) {
        apply(line);
        var open = writer;
        if (open == null) {
            return;
        }
        try {
            chars += write(open, line);
            open.flush();
            if (++lines >= MAX_LINES || chars >= MAX_CHARS) {
                compact();
            }
        } catch (IOException e) {
            LOG.error("emulator's file not written, going on in memory: {}", e.toString());
            writer = null;
        }
    }

    private static int write(BufferedWriter to, Line line) throws IOException {
        var text = Json.MAPPER.writeValueAsString(line);
        to.write(text);
        to.write('\n');
        return text.length();
    }

    private void compact() throws IOException {
        close();
        var temporary = file.resolveSibling(file.getFileName() + ".new");
        Files.createDirectories(temporary.getParent());
        Files.deleteIfExists(temporary);
        createPrivate(temporary);
        try (var to = Files.newBufferedWriter(temporary, UTF_8)) {
            for (var payment : payments.values()) {
                write(to, Line.of(payment));
            }
            for (var registration : registrations.values()) {
                write(to, Line.of(registration));
            }
            for (var webhook : waiting.entrySet()) {
                write(to, Line.of(webhook.getKey(), webhook.getValue()));
            }
        }
        Files.move(
                temporary,
                file,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        lines = 0;
        chars = 0;
        writer = Files.newBufferedWriter(file, UTF_8, StandardOpenOption.APPEND);
    }

    private static void createPrivate(Path path) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            var owner = PosixFilePermissions.fromString("rw-------");
            Files.createFile(path, PosixFilePermissions.asFileAttribute(owner));
        } else {
            Files.createFile(path);
        }
    }

    @Override
    public synchronized void close() {
        var open = writer;
        writer = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                LOG.warn("emulator's file not closed: {}", e.toString());
            }
        }
    }
}
