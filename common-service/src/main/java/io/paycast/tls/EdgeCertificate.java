package io.paycast.tls;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Base64;
import org.springframework.boot.ssl.pem.PemContent;

/**
 * Provides the certificate of the edge before it starts: the one in a folder, or else a local one,
 * which is made once and renewed a month before it expires.
 */
public final class EdgeCertificate {

    private static final String CERTIFICATE = "certificate.pem";
    private static final String KEY = "key.pem";

    private final Path own;
    private final Path folder;
    private final String host;
    private final InstantSource clock;

    EdgeCertificate(Path own, Path folder, String host, InstantSource clock) {
        this.own = own;
        this.folder = folder;
        this.host = host;
        this.clock = clock;
    }

    /** A certificate or key that the edge cannot use. */
    static final class InvalidCertificateException extends Exception {

        private static final long serialVersionUID = 1L;

        InvalidCertificateException(String message) {
            super(message);
        }
    }

    /**
     * Writes {@code paycast.pem}, the certificate with its chain and key, and {@code
     * certificate.pem}, the certificate alone.
     *
     * @param arguments the folder that may contain {@code certificate.pem} and {@code key.pem}, the
     *     folder to write to, and the URL of the edge
     */
    public static void main(String[] arguments) {
        try {
            System.out.println(
                    new EdgeCertificate(
                                    Path.of(arguments[0]),
                                    Path.of(arguments[1]),
                                    URI.create(arguments[2]).getHost(),
                                    InstantSource.system())
                            .provide());
        } catch (InvalidCertificateException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (IOException | GeneralSecurityException e) {
            System.err.println("The certificate of the edge cannot be written: " + e);
            System.exit(1);
        }
    }

    /** Returns a sentence that says which certificate the edge uses. */
    String provide() throws IOException, GeneralSecurityException, InvalidCertificateException {
        var certificate = own.resolve(CERTIFICATE);
        var key = own.resolve(KEY);
        // a file that this user cannot see may exist
        if (Files.notExists(certificate) && Files.notExists(key)) {
            var local = local();
            write(CERTIFICATE, Pem.of(local));
            return "The edge uses a local certificate for %s, valid until %s. Clients must trust it: docs/operations.md#tls."
                    .formatted(host, lastDay(local));
        }
        var chain = read(certificate);
        var secret = read(key);
        var first = check(chain, secret);
        write("paycast.pem", chain.strip() + "\n" + secret.strip() + "\n");
        write(CERTIFICATE, chain);
        return "The edge uses the certificate in %s, valid until %s."
                .formatted(CERTIFICATE, lastDay(first));
    }

    private X509Certificate check(String chain, String secret)
            throws GeneralSecurityException, InvalidCertificateException {
        var certificate = firstOf(chain);
        var key = keyIn(secret);
        if (!isKeyOf(certificate, key)) {
            throw new InvalidCertificateException(
                    "key.pem is not the key of the first certificate in certificate.pem.");
        }
        if (!clock.instant().isBefore(certificate.getNotAfter().toInstant())) {
            throw new InvalidCertificateException(
                    "The certificate in certificate.pem expired on %s. Replace it, or remove both files for a local one."
                            .formatted(lastDay(certificate)));
        }
        return certificate;
    }

    private static X509Certificate firstOf(String chain) throws InvalidCertificateException {
        try {
            return PemContent.of(chain).getCertificates().getFirst();
        } catch (IllegalStateException | IllegalArgumentException e) {
            throw new InvalidCertificateException(
                    "certificate.pem contains no certificate. It must contain one in PEM, followed by its chain.");
        }
    }

    private static PrivateKey keyIn(String secret) throws InvalidCertificateException {
        try {
            var key = PemContent.of(secret).getPrivateKey();
            if (key != null) {
                return key;
            }
        } catch (IllegalStateException | IllegalArgumentException e) {
            // not a key: reported below
        }
        throw new InvalidCertificateException(
                "key.pem contains no private key. It must contain one in PEM, not encrypted.");
    }

    private static boolean isKeyOf(X509Certificate certificate, PrivateKey key)
            throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(certificate.getPublicKey().getAlgorithm())) {
            return false;
        }
        var signature =
                Signature.getInstance(
                        switch (key.getAlgorithm()) {
                            case "RSA" -> "SHA256withRSA";
                            case "EC" -> "SHA256withECDSA";
                            default -> key.getAlgorithm();
                        });
        byte[] message = {1};
        signature.initSign(key);
        signature.update(message);
        byte[] signed = signature.sign();
        signature.initVerify(certificate.getPublicKey());
        signature.update(message);
        return signature.verify(signed);
    }

    /** The local certificate in {@code paycast.pem}; makes one if there is none that is valid. */
    private X509Certificate local() throws IOException, GeneralSecurityException {
        var file = folder.resolve("local.pem");
        if (Files.notExists(file) || !SelfSigned.isFor(host, read509(file), clock)) {
            make();
        }
        write("paycast.pem", Files.readString(file, US_ASCII));
        return read509(file);
    }

    private void make() throws IOException, GeneralSecurityException {
        var temporary = Files.createTempDirectory("paycast-certificate");
        var keyStore = temporary.resolve("paycast.p12");
        var passwordFile = temporary.resolve("password");
        try {
            byte[] random = new byte[32];
            new SecureRandom().nextBytes(random);
            var password = Base64.getEncoder().encodeToString(random);
            Files.writeString(passwordFile, password, US_ASCII);
            SelfSigned.make(keyStore, passwordFile, host);
            var made = SelfSigned.read(keyStore, password);
            write("local.pem", Pem.of(made.getCertificate()) + Pem.of(made.getPrivateKey()));
        } finally {
            Files.deleteIfExists(keyStore);
            Files.deleteIfExists(passwordFile);
            Files.delete(temporary);
        }
    }

    private static X509Certificate read509(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static String read(Path file) throws IOException, InvalidCertificateException {
        try {
            return Files.readString(file, US_ASCII);
        } catch (AccessDeniedException e) {
            throw new InvalidCertificateException(
                    "%s cannot be read. Allow user %s to read it."
                            .formatted(file.getFileName(), System.getProperty("user.name")));
        } catch (NoSuchFileException e) {
            throw new InvalidCertificateException(
                    "%s is missing. The folder must contain certificate.pem and key.pem, or neither."
                            .formatted(file.getFileName()));
        } catch (CharacterCodingException e) {
            throw new InvalidCertificateException("%s is not PEM.".formatted(file.getFileName()));
        }
    }

    /** Only its owner can read it, and a kill never leaves half of it. */
    private void write(String name, String content) throws IOException {
        var temporary = folder.resolve(name + ".new");
        Files.deleteIfExists(temporary);
        Files.createFile(
                temporary,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(temporary, content, US_ASCII);
        Files.move(temporary, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String lastDay(X509Certificate certificate) {
        return certificate
                .getNotAfter()
                .toInstant()
                .atZone(ZoneOffset.UTC)
                .toLocalDate()
                .toString();
    }
}
