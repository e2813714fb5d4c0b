package io.paycast.cli.up;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.paycast.cli.server.CommandFailure;
import io.paycast.cli.server.TrustedCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The certificate of {@code paycast up --tls}: made once by the JDK's {@code keytool}, and again
 * when it is about to expire or lacks the host. It signs nothing else, so that a machine that
 * trusts it trusts only this Paycast.
 *
 * @param keyStore the key and the certificate (PKCS #12)
 * @param password the key store's password, in a file that only its owner can read
 * @param pem the certificate, for clients that should trust it
 */
record LocalCertificate(Path keyStore, String password, Path pem) {

    private static final String ALIAS = "paycast";

    /** The longest lifetime that browsers accept of a certificate. */
    private static final int VALID_DAYS = 397;

    private static final Duration RENEWED_BEFORE = Duration.ofDays(30);
    private static final long KEYTOOL_SECONDS = 60;

    /** The kinds of alternative names in a certificate (RFC 5280, section 4.2.1.6). */
    private static final int DNS_NAME = 2;

    private static final int IP_ADDRESS = 7;

    /**
     * Returns the certificate in a folder, and makes it if there is none that is valid.
     *
     * @param host the address at which Paycast listens, besides this machine's own names
     * @throws CommandFailure if it can be neither read nor made
     */
    static LocalCertificate in(
            Path folder, String host, LocalSecrets secrets, InstantSource clock) {
        var password = secrets.get("tls-password");
        var local =
                new LocalCertificate(
                        folder.resolve("paycast.p12"),
                        password,
                        folder.resolve(TrustedCertificate.FILE_NAME));
        try {
            if (!local.covers(host, clock)) {
                Files.createDirectories(folder);
                local.make(host, secrets.file("tls-password"));
            }
            return local;
        } catch (IOException | GeneralSecurityException e) {
            throw new CommandFailure(
                    "The certificate in %s is not readable or not writable (%s). Allow this user to access it, or delete the folder."
                            .formatted(folder, e.getMessage()),
                    e);
        }
    }

    private boolean covers(String host, InstantSource clock)
            throws IOException, GeneralSecurityException {
        if (!Files.exists(keyStore) || !Files.exists(pem)) {
            return false;
        }
        var certificate = read();
        var wanted = reachableName(host);
        var renewal = certificate.getNotAfter().toInstant().minus(RENEWED_BEFORE);
        return clock.instant().isBefore(renewal)
                && certificate.getSubjectAlternativeNames().stream()
                        .anyMatch(name -> isFor(wanted, name));
    }

    private X509Certificate read() throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(keyStore)) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            if (store.getCertificate(ALIAS) instanceof X509Certificate certificate) {
                return certificate;
            }
            throw new GeneralSecurityException("it has no certificate \"" + ALIAS + "\"");
        }
    }

    /** Writes temporary files first, so that a kill never leaves half a certificate. */
    private void make(String host, Path passwordFile) throws IOException, GeneralSecurityException {
        var made = keyStore.resolveSibling(keyStore.getFileName() + ".new");
        Files.deleteIfExists(made);
        runKeytool(
                List.of(
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=Paycast on this machine",
                        "-ext",
                        "SAN=" + String.join(",", names(host)),
                        "-ext",
                        "KU:critical=digitalSignature",
                        "-ext",
                        "EKU=serverAuth",
                        "-validity",
                        Integer.toString(VALID_DAYS),
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        made.toString(),
                        "-storepass:file", // not an argument, which other users could see
                        passwordFile.toString()));
        Files.move(made, keyStore, StandardCopyOption.ATOMIC_MOVE);
        Files.writeString(pem, TrustedCertificate.pem(read()), US_ASCII);
    }

    private static void runKeytool(List<String> arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(arguments);
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var output = process.getInputStream()) {
            var said = new String(output.readAllBytes(), Charset.defaultCharset());
            if (!process.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("keytool failed: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> names(String host) throws IOException {
        var names = new LinkedHashSet<>(List.of("dns:localhost", "ip:127.0.0.1", "ip:::1"));
        var name = reachableName(host);
        names.add((isAddress(name) ? "ip:" : "dns:") + name);
        return List.copyOf(names);
    }

    /** The name by which other machines reach Paycast if it listens at this address. */
    private static String reachableName(String host) throws IOException {
        boolean all = isAddress(host) && InetAddress.ofLiteral(host).isAnyLocalAddress();
        return all ? InetAddress.getLocalHost().getHostName() : host;
    }

    private static boolean isAddress(String host) {
        try {
            InetAddress.ofLiteral(host);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isFor(String wanted, List<?> alternativeName) {
        var name = String.valueOf(alternativeName.get(1));
        return switch ((Integer) alternativeName.get(0)) {
            case DNS_NAME -> name.equalsIgnoreCase(wanted);
            case IP_ADDRESS ->
                    isAddress(wanted)
                            && InetAddress.ofLiteral(name).equals(InetAddress.ofLiteral(wanted));
            default -> false;
        };
    }
}
