package io.paycast.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalCertificateTest {

    @TempDir private Path folder;

    private X509Certificate certificateFor(String host, InstantSource clock) throws Exception {
        var secrets = new LocalSecrets(folder.resolve("secrets"), new SecureRandom());
        return read(LocalCertificate.in(folder.resolve("tls"), host, secrets, clock).pem());
    }

    private X509Certificate certificateFor(String host) throws Exception {
        return certificateFor(host, InstantSource.system());
    }

    private static X509Certificate read(Path pem) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(pem)) {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static List<String> namesOf(X509Certificate certificate) throws Exception {
        return certificate.getSubjectAlternativeNames().stream()
                .map(name -> String.valueOf(name.get(1)))
                .toList();
    }

    @Test
    void makesACertificateOnce() throws Exception {
        assertThat(certificateFor("127.0.0.1")).isEqualTo(certificateFor("127.0.0.1"));
    }

    @Test
    void namesThisMachineAndTheHost() throws Exception {
        assertThat(namesOf(certificateFor("127.0.0.1")))
                .containsExactly("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(namesOf(certificateFor("shop.test"))).contains("localhost", "shop.test");
        assertThat(namesOf(certificateFor("192.0.2.7"))).contains("localhost", "192.0.2.7");
        assertThat(namesOf(certificateFor("0.0.0.0")))
                .contains("localhost", LocalCertificate.nameOfThisMachine())
                .doesNotContain("0.0.0.0");
    }

    @Test
    void makesANewOneBeforeItExpires() throws Exception {
        var first = certificateFor("127.0.0.1");
        var renewal = first.getNotAfter().toInstant().minus(Duration.ofDays(30));
        assertThat(certificateFor("127.0.0.1", at(renewal.minusSeconds(1)))).isEqualTo(first);
        assertThat(certificateFor("127.0.0.1", at(renewal))).isNotEqualTo(first);
    }

    private static InstantSource at(Instant instant) {
        return InstantSource.fixed(instant);
    }

    /** A browser that trusts it must not trust certificates that it signed. */
    @Test
    void mayNotSignOtherCertificates() throws Exception {
        var certificate = certificateFor("127.0.0.1");
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getKeyUsage()).startsWith(true, false, false, false, false, false);
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    }

    @Test
    void outlivesNoLimitOfBrowsers() throws Exception {
        var certificate = certificateFor("127.0.0.1");
        assertThat(
                        Duration.between(
                                certificate.getNotBefore().toInstant(),
                                certificate.getNotAfter().toInstant()))
                .isLessThanOrEqualTo(Duration.ofDays(398));
    }
}
