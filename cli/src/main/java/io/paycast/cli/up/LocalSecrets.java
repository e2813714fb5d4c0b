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

/** Secrets that are made on first use and kept in files that only their owner can read. */
final class LocalSecrets {

    private static final int BYTES = 32;

    private final Path folder;
    private final SecureRandom random;

    LocalSecrets(Path folder, SecureRandom random) {
        this.folder = folder;
        this.random = random;
    }

    /** The secret of this name: 32 random bytes in Base64. */
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
            // not Base64: told below
        } catch (IOException e) {
            throw new CommandFailure("The secret %s cannot be read or written.".formatted(file), e);
        }
        throw new CommandFailure(
                "The secret %s is damaged; put it back, or begin anew by deleting the data folder."
                        .formatted(file));
    }

    /** Where it is kept. */
    Path file(String name) {
        return folder.resolve(name);
    }

    /** Written aside first: a secret is there whole or not at all. */
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
