package io.paycast.tls;

import io.paycast.net.IpAddresses;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * Makes certificates for this machine with the JDK's {@code keytool}. Such a certificate signs
 * nothing else, so that a client that trusts it trusts only its owner.
 */
public final class SelfSigned {

    private static final String ALIAS = "paycast";

    /** The longest lifetime that browsers accept of a certificate. */
    private static final int VALID_DAYS = 397;

    private static final Duration RENEWED_BEFORE = Duration.ofDays(30);
    private static final long KEYTOOL_SECONDS = 60;

    /** The kinds of alternative names in a certificate (RFC 5280, section 4.2.1.6). */
    private static final int DNS_NAME = 2;

    private static final int IP_ADDRESS = 7;

    private SelfSigned() {}

    /**
     * Makes a key and a certificate.
     *
     * @param keyStore the file for both (PKCS #12), which does not exist yet
     * @param host a name or an address, besides this machine's own names
     */
    public static void make(Path keyStore, Path passwordFile, String host) throws IOException {
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
                        keyStore.toString(),
                        "-storepass:file", // not an argument, which other users could see
                        passwordFile.toString()));
    }

    /** Reads the key and the certificate that {@link #make} made. */
    public static KeyStore.PrivateKeyEntry read(Path keyStore, String password)
            throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(keyStore)) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            var protection = new KeyStore.PasswordProtection(password.toCharArray());
            if (store.getEntry(ALIAS, protection) instanceof KeyStore.PrivateKeyEntry entry) {
                return entry;
            }
            throw new GeneralSecurityException("it has no certificate \"" + ALIAS + "\"");
        }
    }

    /** Returns whether a certificate names this host, and is valid for another month. */
    public static boolean isFor(String host, X509Certificate certificate, InstantSource clock)
            throws IOException, GeneralSecurityException {
        var renewal = certificate.getNotAfter().toInstant().minus(RENEWED_BEFORE);
        return clock.instant().isBefore(renewal)
                && certificate.getSubjectAlternativeNames().stream()
                        .anyMatch(name -> isFor(host, name));
    }

    private static boolean isFor(String wanted, List<?> alternativeName) {
        var name = String.valueOf(alternativeName.get(1));
        return switch ((Integer) alternativeName.get(0)) {
            case DNS_NAME -> name.equalsIgnoreCase(wanted);
            case IP_ADDRESS ->
                    IpAddresses.isLiteral(wanted)
                            && InetAddress.ofLiteral(name).equals(InetAddress.ofLiteral(wanted));
            default -> false;
        };
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

    private static List<String> names(String host) {
        var names = new LinkedHashSet<>(List.of("dns:localhost", "ip:127.0.0.1", "ip:::1"));
        names.add((IpAddresses.isLiteral(host) ? "ip:" : "dns:") + host);
        return List.copyOf(names);
    }
}
