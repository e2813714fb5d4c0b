package io.paycast.ingest.gate;

import static io.paycast.settings.SettingChecks.require;

import io.paycast.net.AddressBlock;
import io.paycast.settings.InvalidSettingException;
import java.net.InetAddress;
import java.util.List;

/** Holds the addresses that may send webhooks: a list of blocks, or any address. Immutable. */
final class AllowList {

    /** The value of the setting that allows every address. */
    static final String ANY = "any";

    private final List<AddressBlock> blocks;
    private final boolean any;

    /**
     * @throws InvalidSettingException if the setting is empty or an entry is not an address block
     */
    AllowList(List<String> addresses) {
        require(
                !addresses.isEmpty(),
                "paycast.ingest.allowed-addresses must not be empty, because every webhook would be"
                        + " refused. List IP addresses or CIDR blocks, or set \"any\".");
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
            throw new InvalidSettingException(
                    ("paycast.ingest.allowed-addresses is invalid: %s. List IP addresses or CIDR blocks,"
                                    + " or set \"any\" alone.")
                            .formatted(e.getMessage()));
        }
    }
}
