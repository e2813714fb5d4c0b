package io.paycast.testsupport;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** A certificate for localhost and its key, in files that a Spring SSL bundle reads. */
public final class TestCertificate {

    private final Path folder;
    private X509Bundle current;

    private TestCertificate(Path folder) {
        this.folder = folder;
        this.current = selfSigned();
        write();
    }

    /** Makes a certificate in a folder. */
    public static TestCertificate in(Path folder) {
        return new TestCertificate(folder);
    }

    /** The settings of a service that serves TLS with it, and reads it again when it changes. */
    public List<String> settings() {
        var bundle = "spring.ssl.bundle.pem.test.";
        return List.of(
                "server.ssl.bundle=test",
                "spring.ssl.bundle.watch.file.quiet-period=50ms",
                bundle + "reload-on-update=true",
                bundle + "keystore.certificate=file:" + certificate(),
                bundle + "keystore.private-key=file:" + key());
    }

    /** TLS for clients that trust the current certificate and no other. */
    public SSLContext trusted() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {current.toTrustManager()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Replaces the certificate and the key. */
    public void replace() {
        current = selfSigned();
        write();
    }

    /** The file with the certificate (PEM). */
    public Path certificate() {
        return folder.resolve("certificate.pem");
    }

    /** The file with the private key (PEM). */
    public Path key() {
        return folder.resolve("key.pem");
    }

    private void write() {
        try {
            Files.writeString(certificate(), current.getCertificatePEM());
            Files.writeString(key(), current.getPrivateKeyPEM());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static X509Bundle selfSigned() {
        try {
            return new CertificateBuilder()
                    .subject("CN=localhost")
                    .addSanDnsName("localhost")
                    .addSanIpAddress("127.0.0.1")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
