package io.paycast.net;

import java.net.InetAddress;
import java.util.Objects;

/**
 * A block of IP addresses in CIDR notation, such as {@code 10.0.0.0/8}, {@code ::1/128} or a single
 * address. An IPv4 address and its IPv6-mapped form are the same address.
 */
public final class AddressBlock {

    private final byte[] network;
    private final int prefixBits;
    private final String text;

    private AddressBlock(byte[] network, int prefixBits, String text) {
        this.network = network;
        this.prefixBits = prefixBits;
        this.text = text;
    }

    /**
     * Parses a block. Host names are refused without a lookup.
     *
     * @throws IllegalArgumentException if the text is not a block; the message is a sentence
     *     without its full stop, to follow the name of a setting
     */
    public static AddressBlock parse(String text) {
        Objects.requireNonNull(text, "text");
        int slash = text.indexOf('/');
        byte[] network = address(slash < 0 ? text : text.substring(0, slash), text).getAddress();
        int width = network.length * Byte.SIZE;
        int bits = slash < 0 ? width : prefix(text.substring(slash + 1), width, text);
        return new AddressBlock(network, bits, text);
    }

    /** Returns whether the block contains the address. */
    public boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != network.length) {
            return false;
        }
        int whole = prefixBits / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (bytes[i] != network[i]) {
                return false;
            }
        }
        int rest = prefixBits % Byte.SIZE;
        int mask = 0xff00 >> rest;
        return rest == 0 || ((bytes[whole] ^ network[whole]) & mask & 0xff) == 0;
    }

    /** Returns the text that was parsed. */
    @Override
    public String toString() {
        return text;
    }

    private static InetAddress address(String literal, String text) {
        try {
            return InetAddress.ofLiteral(literal);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\"%s\" is not an IP address or CIDR block such as 10.0.0.0/8".formatted(text),
                    e);
        }
    }

    private static int prefix(String digits, int width, String text) {
        try {
            int bits = Integer.parseInt(digits);
            if (bits >= 0 && bits <= width) {
                return bits;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new IllegalArgumentException(
                "\"%s\" must have a prefix length of 0 to %d".formatted(text, width));
    }
}
