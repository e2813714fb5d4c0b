package io.paycast.systemtests;

import io.paycast.embeddedkafka.FreePort;
import io.paycast.testsupport.ChildProcess;
import io.paycast.testsupport.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A proxy in front of the services, with its configuration of {@code deploy/edge}. Only names,
 * addresses and files are changed, as the configuration asks its reader to do.
 */
final class EdgeProcess implements AutoCloseable {

    private static final Path CONFIGURATIONS =
            Path.of(System.getProperty("paycast.root", "..")).resolve("deploy/edge");

    private final int port;
    private final ChildProcess process;

    private EdgeProcess(int port, ChildProcess process) {
        this.port = port;
        this.process = process;
    }

    /** Where the services listen on 127.0.0.1. */
    record Upstreams(int ingest, List<Integer> gateways, int auth) {

        private String gatewayLines(String form) {
            return gateways.stream().map(form::formatted).collect(Collectors.joining("\n"));
        }
    }

    /** The proxies, each with its own way of configuration. */
    enum Kind {
        HAPROXY("haproxy.cfg") {
            @Override
            EdgeProcess start(Path folder, TestCertificate certificate, Upstreams upstreams) {
                int port = FreePort.find();
                var pem = folder.resolve("paycast.pem");
                write(pem, read(certificate.certificate()) + read(certificate.key()));
                var file =
                        configured(
                                folder,
                                Map.of(
                                        "server-template gateway- \"${REPLICAS}\" \"${GATEWAY}\" check",
                                        upstreams.gatewayLines(
                                                "server gateway-%1$d 127.0.0.1:%1$d check"),
                                        "bind \":${PORT}\"",
                                        "bind \"127.0.0.1:${PORT}\""));
                return launch(
                        port,
                        List.of("haproxy", "-W", "-db", "-f", file.toString()),
                        Map.of(
                                "PORT",
                                Integer.toString(port),
                                "CERTIFICATE",
                                pem.toString(),
                                "INGEST",
                                "127.0.0.1:" + upstreams.ingest(),
                                "AUTH",
                                "127.0.0.1:" + upstreams.auth()),
                        folder);
            }
        },
        NGINX("nginx.conf") {
            @Override
            EdgeProcess start(Path folder, TestCertificate certificate, Upstreams upstreams) {
                int port = FreePort.find();
                var site =
                        configured(
                                folder,
                                Map.of(
                                        "listen 443",
                                        "listen 127.0.0.1:" + port,
                                        "server_name pay.example",
                                        "server_name localhost",
                                        "/etc/nginx/paycast/certificate.pem",
                                        certificate.certificate().toString(),
                                        "/etc/nginx/paycast/key.pem",
                                        certificate.key().toString(),
                                        "127.0.0.1:8081",
                                        "127.0.0.1:" + upstreams.ingest(),
                                        "server 127.0.0.1:8082;",
                                        upstreams.gatewayLines("server 127.0.0.1:%d;"),
                                        "127.0.0.1:8083",
                                        "127.0.0.1:" + upstreams.auth()));
                var main = folder.resolve("main.conf");
                write(
                        main,
                        """
                        pid %1$s/nginx.pid;
                        events {}
                        http {
                            access_log off;
                            client_body_temp_path %1$s/body;
                            proxy_temp_path %1$s/proxy;
                            fastcgi_temp_path %1$s/fastcgi;
                            uwsgi_temp_path %1$s/uwsgi;
                            scgi_temp_path %1$s/scgi;
                            include %2$s;
                        }
                        """
                                .formatted(folder, site));
                return launch(
                        port,
                        List.of(
                                "nginx",
                                "-e",
                                "stderr",
                                "-g",
                                "daemon off;",
                                "-c",
                                main.toString()),
                        Map.<String, String>of(),
                        folder);
            }
        },
        CADDY("Caddyfile") {
            @Override
            EdgeProcess start(Path folder, TestCertificate certificate, Upstreams upstreams) {
                int port = FreePort.find();
                var file =
                        configured(
                                folder,
                                Map.of(
                                        "admin localhost:2019",
                                        "admin localhost:" + FreePort.find(),
                                        "http_port 80",
                                        "http_port %d\n\tdefault_bind 127.0.0.1"
                                                .formatted(FreePort.find()),
                                        "grace_period 30s",
                                        "grace_period 1s", // the test does not wait for it
                                        "https_port 443",
                                        "https_port " + port,
                                        "pay.example",
                                        "localhost",
                                        "/etc/caddy/paycast/certificate.pem",
                                        certificate.certificate().toString(),
                                        "/etc/caddy/paycast/key.pem",
                                        certificate.key().toString(),
                                        "127.0.0.1:8081",
                                        "127.0.0.1:" + upstreams.ingest(),
                                        "127.0.0.1:8082",
                                        upstreams.gatewayLines("127.0.0.1:%d").replace("\n", " "),
                                        "127.0.0.1:8083",
                                        "127.0.0.1:" + upstreams.auth()));
                return launch(
                        port,
                        List.of(
                                "caddy",
                                "run",
                                "--adapter",
                                "caddyfile",
                                "--config",
                                file.toString()),
                        Map.of(
                                "HOME", folder.toString(),
                                "XDG_DATA_HOME", folder.toString(),
                                "XDG_CONFIG_HOME", folder.toString()),
                        folder);
            }
        };

        private final String file;

        Kind(String file) {
            this.file = file;
        }

        /**
         * Starts the proxy on a free port, without waiting for it.
         *
         * @param folder its own, for its files and its output
         */
        abstract EdgeProcess start(Path folder, TestCertificate certificate, Upstreams upstreams);

        /** Copies the configuration with these replacements, each of which must apply. */
        final Path configured(Path folder, Map<String, String> replacements) {
            var text = read(CONFIGURATIONS.resolve(file));
            // the marks keep one replacement from changing the result of another
            var marks = new HashMap<String, String>();
            for (var each : replacements.entrySet()) {
                if (!text.contains(each.getKey())) {
                    throw new AssertionError(file + " does not contain " + each.getKey());
                }
                var mark = "<replaced " + marks.size() + ">";
                marks.put(mark, each.getValue());
                text = text.replace(each.getKey(), mark);
            }
            for (var each : marks.entrySet()) {
                text = text.replace(each.getKey(), each.getValue());
            }
            var copy = folder.resolve(file);
            write(copy, text);
            return copy;
        }

        private static EdgeProcess launch(
                int port, List<String> command, Map<String, String> environment, Path folder) {
            return new EdgeProcess(
                    port, ChildProcess.start(command.getFirst(), command, environment, folder));
        }
    }

    URI https(String path) {
        return URI.create("https://localhost:" + port + path);
    }

    URI socket(String query) {
        return URI.create("wss://localhost:" + port + "/ws" + query);
    }

    int port() {
        return port;
    }

    /** Fails, with the output of the proxy, if it has exited. */
    void requireAlive() {
        process.requireAlive();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
