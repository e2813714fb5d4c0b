package io.paycast.cli.up;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.paycast.cli.server.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** Secrets that are created on first use and kept in files that only their owner can read. */
final class LocalSecrets {

    private static final int BYTES = 32;

    private final Path folder;
    private final SecureRandom random;

    LocalSecrets(Path folder, SecureRandom random) {
        this.folder = folder;
        this.random = random;
    }

    /**
     * Returns the secret of this name: 32 random bytes in Base64.
     *
     * @throws CommandFailure if its file is damaged or not accessible
     */
    String get(String name) {
        var file = file(name);
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            var secret = Files.readString(file, US_ASCII).strip();
            if (Base64.getDecoder().decode(secret).length == BYTES) {
                return secret;
            }
        } catch (IllegalArgumentException e) {
            // Not Base64: reported below.
        } catch (IOException e) {
            throw new CommandFailure(
                    "The secret file %s is not readable or not writable. Allow this user to access it."
                            .formatted(file),
                    e);
        }
        throw new CommandFailure(
                "The secret file %s is damaged: it must contain 32 bytes in Base64. Restore it, or delete the data folder to start from scratch."
                        .formatted(file));
    }

    /** The file of the secret. */
    Path file(String name) {
        return folder.resolve(name);
    }

    /** Writes a temporary file first, so that a kill never leaves a partial secret. */
    private void create(Path file) throws IOException {
        boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        Files.createDirectories(folder);
        if (posix) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        var temporary = folder.resolve(file.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        if (posix) {
            Files.createFile(
                    temporary,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------")));
        }
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        Files.writeString(temporary, Base64.getEncoder().encodeToString(secret) + "\n", US_ASCII);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
