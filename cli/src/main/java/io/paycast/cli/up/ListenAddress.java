package io.paycast.cli.up;

import io.paycast.cli.server.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Ports of this machine. */
final class ListenAddress {

    private ListenAddress() {}

    /** Fails with a sentence where Paycast could not listen there. */
    static void requireFree(String host, int port) {
        try (var socket = new ServerSocket()) {
            var address = InetAddress.getAllByName(host)[0];
            if (!address.isAnyLocalAddress()
                    && !address.isLoopbackAddress()
                    && NetworkInterface.getByInetAddress(address) == null) {
                throw notLocal(host, null);
            }
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
        } catch (UnknownHostException e) {
            throw notLocal(host, e);
        } catch (IOException e) {
            throw inUse(host, port, e);
        }
    }

    private static CommandFailure notLocal(String host, @Nullable Exception cause) {
        return new CommandFailure(
                "--host %s is no address of this machine; leave it out or take 0.0.0.0."
                        .formatted(host),
                cause);
    }

    static CommandFailure inUse(String host, int port, Exception cause) {
        return new CommandFailure(
                "Port %d on %s cannot be listened on (%s); stop what has it, or choose another with --port."
                        .formatted(port, host, cause.getMessage()),
                cause);
    }
}
