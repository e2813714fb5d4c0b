package io.paycast.ingest.gate;

import io.paycast.net.AddressBlock;
import java.net.InetAddress;
import java.util.List;

/** The addresses that may send webhooks: a list of blocks, or any. */
final class AllowList {

    /** The setting's value that lets every address in. */
    static final String ANY = "any";

    private final List<AddressBlock> blocks;
    private final boolean any;

    /**
     * @throws IllegalArgumentException with a sentence that says what is wrong with the setting
     */
    AllowList(List<String> addresses) {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException(
                    "paycast.ingest.allowed-addresses is empty, which would refuse every webhook;"
                            + " list addresses or CIDR blocks, or say \"any\"");
        }
        any = addresses.equals(List.of(ANY));
        blocks = any ? List.of() : addresses.stream().map(AllowList::block).toList();
    }

    boolean allows(InetAddress client) {
        return any || blocks.stream().anyMatch(block -> block.contains(client));
    }

    private static AddressBlock block(String text) {
        try {
            return AddressBlock.parse(text);
        } catch (IllegalArgumentException e) {
            // Without the cause: Boot prints the root of it, which does not name the setting.
            throw new IllegalArgumentException(
                    "paycast.ingest.allowed-addresses: %s; or say \"any\" alone"
                            .formatted(e.getMessage()));
        }
    }
}
