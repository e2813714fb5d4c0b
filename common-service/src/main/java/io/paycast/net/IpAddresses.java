package io.paycast.net;

import java.net.InetAddress;

/** Tells IP addresses from names. */
public final class IpAddresses {

    private IpAddresses() {}

    /** Returns whether a host is written as an IP address, without brackets and a port. */
    public static boolean isLiteral(String host) {
        try {
            InetAddress.ofLiteral(host);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
