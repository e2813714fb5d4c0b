package io.paycast.cli.up;

import io.paycast.cli.process.Invocation;
import io.paycast.cli.server.ServerOptions;
import io.paycast.cli.server.TrustedCertificate;

/** What {@code paycast up} prints once everything is ready: addresses and the next steps. */
final class Banner {

    private Banner() {}

    static String of(UpOptions options, String kafka, DataFolder data) {
        var url = options.url();
        var command = Invocation.command();
        boolean isDefault = options.port() == ServerOptions.LOCAL_PORT && !options.tls();
        var where = isDefault ? "" : " --url " + url;
        return """

          Demo shop   %1$s/demo
          Tabby       %1$s/tabby   (an emulator; it accepts any key sk_test_… or sk_…)
          Webhooks    POST %1$s/api/tabby/webhook   (X-Tabby-Signature: local-secret)
          Sockets     ws%2$s/ws?token=TOKEN
          Users       demo/demo receives updates; shop/shop also mints customer tokens
          Kafka       %3$s
          Log         %4$s%7$s

        Open the demo shop, or
        in a second terminal:  %5$s listen%6$s
        and in a third:        %5$s trigger authorized%6$s

        Press Ctrl-C to stop. The data is kept.\
        """
                .formatted(
                        url,
                        url.substring("http".length()),
                        kafka,
                        data.log(),
                        command,
                        where,
                        trust(options, data));
    }

    private static String trust(UpOptions options, DataFolder data) {
        if (!options.tls()) {
            return "";
        }
        return """

          Certificate %1$s
                      Let clients trust it: curl --cacert, NODE_EXTRA_CA_CERTS for Node,
                      or the browser's settings. The commands below trust it already.\
        """
                .formatted(data.tls().resolve(TrustedCertificate.FILE_NAME));
    }
}
