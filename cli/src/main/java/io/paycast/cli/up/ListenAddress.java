package io.paycast.cli.up;

import io.paycast.cli.server.CommandFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Checks that the services can listen on an address. */
final class ListenAddress {

    private ListenAddress() {}

    /**
     * Checks that the address belongs to this machine and that the port is free.
     *
     * @throws CommandFailure if not
     */
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
                "--host must be an address of this machine, not %s. Omit it for 127.0.0.1, or use 0.0.0.0 for all addresses."
                        .formatted(host),
                cause);
    }

    static CommandFailure inUse(String host, int port, Exception cause) {
        return new CommandFailure(
                "Port %d on %s is not available (%s). Stop the process that uses it, or choose another port with --port."
                        .formatted(port, host, cause.getMessage()),
                cause);
    }
}
