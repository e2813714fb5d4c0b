package io.paycast.ingest.body;

/** How the reading of a body ended. */
public sealed interface Body {

    /** All of it is here. */
    final class Whole implements Body {
        private final byte[] bytes;

        Whole(byte[] bytes) {
            this.bytes = bytes;
        }

        /** The body itself, not a copy. */
        public byte[] bytes() {
            return bytes;
        }
    }

    /**
     * It was not kept.
     *
     * @param toItsEnd whether all of it came by, so that the connection can be used further
     */
    record Dropped(Why why, boolean toItsEnd) implements Body {}

    /** Its last byte did not come in time. */
    record TooSlow() implements Body {}

    /** The connection or its framing broke before the end; nobody is there to be answered. */
    record BrokenOff() implements Body {}

    /** Why a body was not kept. */
    enum Why {
        /** It has more bytes than the limit. */
        TOO_LARGE,
        /** The bodies being read take all the memory there is for them. */
        NO_ROOM,
        /** Its request is refused already. */
        UNWANTED
    }
}
