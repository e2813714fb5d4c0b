package io.paycast.cli.up;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.paycast.cli.server.CommandFailure;
import io.paycast.cli.server.TrustedCertificate;
import io.paycast.net.IpAddresses;
import io.paycast.tls.Pem;
import io.paycast.tls.SelfSigned;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.regex.Pattern;

/**
 * The certificate of {@code paycast up --tls}: made once, and again when it is about to expire or
 * lacks the host.
 *
 * @param keyStore the key and the certificate (PKCS #12)
 * @param password the key store's password, in a file that only its owner can read
 * @param pem the certificate, for clients that should trust it
 */
record LocalCertificate(Path keyStore, String password, Path pem) {

    private static final String LOCALHOST = "localhost";

    /** What keytool accepts in a name. */
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9.-]+");

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
            var name = reachableName(host);
            if (!local.covers(name, clock)) {
                Files.createDirectories(folder);
                local.make(name, secrets.file("tls-password"));
            }
            return local;
        } catch (IOException | GeneralSecurityException e) {
            throw new CommandFailure(
                    "The certificate in %s is not readable or not writable (%s). Allow this user to access it, or delete the folder."
                            .formatted(folder, e.getMessage()),
                    e);
        }
    }

    private boolean covers(String name, InstantSource clock)
            throws IOException, GeneralSecurityException {
        return Files.exists(keyStore) && Files.exists(pem) && SelfSigned.isFor(name, read(), clock);
    }

    private X509Certificate read() throws IOException, GeneralSecurityException {
        return (X509Certificate) SelfSigned.read(keyStore, password).getCertificate();
    }

    /** Writes temporary files first, so that a kill never leaves half a certificate. */
    private void make(String name, Path passwordFile) throws IOException, GeneralSecurityException {
        var made = keyStore.resolveSibling(keyStore.getFileName() + ".new");
        Files.deleteIfExists(made);
        SelfSigned.make(made, passwordFile, name);
        Files.move(made, keyStore, StandardCopyOption.ATOMIC_MOVE);
        Files.writeString(pem, Pem.of(read()), US_ASCII);
    }

    /** The name by which other machines reach Paycast if it listens at this address. */
    private static String reachableName(String host) {
        boolean all =
                IpAddresses.isLiteral(host) && InetAddress.ofLiteral(host).isAnyLocalAddress();
        return all ? nameOfThisMachine() : host;
    }

    /** This machine's name; "localhost" if it has none that a certificate can contain. */
    static String nameOfThisMachine() {
        try {
            var name = InetAddress.getLocalHost().getHostName();
            return HOST_NAME.matcher(name).matches() ? name : LOCALHOST;
        } catch (UnknownHostException e) {
            return LOCALHOST;
        }
    }
}
