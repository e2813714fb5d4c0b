package io.paycast.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paycast.testsupport.TestCertificate;
import io.paycast.tls.EdgeCertificate.InvalidCertificateException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.pem.PemContent;

class EdgeCertificateTest {

    @TempDir private Path own;
    @TempDir private Path folder;
    @TempDir private Path elsewhere;

    private Path forHaproxy = Path.of("");

    @BeforeEach
    void name() {
        forHaproxy = folder.resolve("paycast.pem");
    }

    private String provide(String host, InstantSource clock) throws Exception {
        return new EdgeCertificate(own, folder, host, clock).provide();
    }

    private String provide() throws Exception {
        return provide("localhost", InstantSource.system());
    }

    /** What clients must trust; the file for HAProxy has the same certificate and its key. */
    private X509Certificate provided() throws Exception {
        try (InputStream in = Files.newInputStream(folder.resolve("certificate.pem"))) {
            var certificate =
                    (X509Certificate)
                            CertificateFactory.getInstance("X.509").generateCertificate(in);
            var content = PemContent.load(forHaproxy);
            assertThat(content.getCertificates()).containsExactly(certificate);
            assertThat(content.getPrivateKey()).isNotNull();
            return certificate;
        }
    }

    @Test
    void makesALocalCertificateOnce() throws Exception {
        assertThat(provide()).contains("a local certificate for localhost, valid until 2");
        var first = provided();
        assertThat(first.getSubjectAlternativeNames().toString())
                .contains("localhost", "127.0.0.1");
        provide();
        assertThat(provided()).isEqualTo(first);
    }

    @Test
    void makesANewOneForAnotherHostAndBeforeItExpires() throws Exception {
        provide();
        var first = provided();
        provide("shop.test", InstantSource.system());
        var second = provided();
        assertThat(second).isNotEqualTo(first);
        var renewal = second.getNotAfter().toInstant().minus(Duration.ofDays(30));
        provide("shop.test", InstantSource.fixed(renewal.minusSeconds(1)));
        assertThat(provided()).isEqualTo(second);
        provide("shop.test", InstantSource.fixed(renewal));
        assertThat(provided()).isNotEqualTo(second);
    }

    @Test
    void usesTheCertificateInTheFolderAsLongAsItIsThere() throws Exception {
        provide();
        var local = provided();
        var brought = TestCertificate.in(own);
        assertThat(provide()).startsWith("The edge uses the certificate in certificate.pem, valid");
        assertThat(PemContent.load(brought.certificate()).getCertificates())
                .containsExactly(provided());

        Files.delete(brought.certificate());
        Files.delete(brought.key());
        provide();
        assertThat(provided()).isEqualTo(local);
    }

    @Test
    void keepsTheKeyFromOtherUsers() throws Exception {
        provide();
        try (var files = Files.list(folder)) {
            assertThat(files)
                    .hasSize(3)
                    .allSatisfy(file ->
                            assertThat(Files.getPosixFilePermissions(file))
                                    .isEqualTo(PosixFilePermissions.fromString("rw-------")));
        }
    }

    @Test
    void refusesHalfAPair() throws Exception {
        Files.delete(TestCertificate.in(own).key());
        assertRefused("key.pem is missing. The folder must contain certificate.pem and key.pem");
    }

    @Test
    void refusesAKeyOfAnotherCertificate() throws Exception {
        var brought = TestCertificate.in(own);
        Files.writeString(brought.key(), Files.readString(TestCertificate.in(elsewhere).key()));
        assertRefused("key.pem is not the key of the first certificate in certificate.pem.");
    }

    @Test
    void refusesFilesThatAreNotPem() throws Exception {
        var brought = TestCertificate.in(own);
        var certificate = Files.readString(brought.certificate());
        Files.writeString(brought.certificate(), Files.readString(brought.key()));
        assertRefused("certificate.pem contains no certificate. It must contain one in PEM");
        Files.writeString(brought.certificate(), certificate);
        for (var other : new String[] {certificate, "", "-----BEGIN ENCRYPTED PRIVATE KEY-----"}) {
            Files.writeString(brought.key(), other);
            assertRefused("key.pem contains no private key. It must contain one in PEM, not enc");
        }
        Files.write(brought.key(), new byte[] {-1, -2});
        assertRefused("key.pem is not PEM.");
    }

    @Test
    void refusesAnExpiredCertificate() {
        TestCertificate.in(own);
        assertThatThrownBy(() ->
                        provide(
                                "localhost",
                                InstantSource.fixed(Instant.parse("2100-01-01T00:00:00Z"))))
                .isInstanceOf(InvalidCertificateException.class)
                .hasMessageStartingWith("The certificate in certificate.pem expired on 2");
    }

    private void assertRefused(String message) {
        assertThatThrownBy(this::provide)
                .isInstanceOf(InvalidCertificateException.class)
                .hasMessageStartingWith(message);
        assertThat(forHaproxy).doesNotExist();
    }
}
