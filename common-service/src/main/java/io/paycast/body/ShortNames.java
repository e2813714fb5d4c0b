package io.paycast.body;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON that strangers send. Jackson remembers 6,000 names of members, also those of bodies
 * that are refused, so a name must not be long.
 */
public final class ShortNames {

    /** The longest name of a member. */
    public static final int MAX_CHARS = 64;

    private ShortNames() {}

    /** Creates a factory whose parsers refuse a longer name. */
    public static JsonFactory jsonFactory() {
        return JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNameLength(MAX_CHARS).build())
                .build();
    }
}
