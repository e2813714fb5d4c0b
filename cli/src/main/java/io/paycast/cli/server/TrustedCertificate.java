package io.paycast.cli.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** TLS that trusts a certificate of this machine besides those that Java trusts anyway. */
public final class TrustedCertificate {

    /** The folder of the local certificate, within the data folder. */
    public static final String FOLDER = "tls";

    /** The file of the local certificate, in PEM. */
    public static final String FILE_NAME = "certificate.pem";

    private TrustedCertificate() {}

    /**
     * Returns TLS for clients that trust the certificates in a file.
     *
     * @param pem a file with one or more certificates in PEM
     * @throws CommandFailure if the file cannot be read
     */
    public static SSLContext trusting(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            var trusted = new ArrayList<Certificate>(ofJava());
            trusted.addAll(CertificateFactory.getInstance("X.509").generateCertificates(in));
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < trusted.size(); i++) {
                store.setCertificateEntry("trusted-" + i, trusted.get(i));
            }
            var managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new CommandFailure(
                    "The certificate file %s cannot be read: %s.".formatted(pem, e.getMessage()),
                    e);
        }
    }

    private static List<X509Certificate> ofJava() throws GeneralSecurityException {
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init((KeyStore) null);
        for (var manager : managers.getTrustManagers()) {
            if (manager instanceof X509TrustManager trust) {
                return List.of(trust.getAcceptedIssuers());
            }
        }
        return List.of();
    }
}
