package io.paycast.body;

/** The result of reading a body. */
public sealed interface BodyResult {

    /** The whole body. Its place and its memory stay taken until {@link BodyReader#release}. */
    final class Body implements BodyResult {
        private final byte[] bytes;

        Body(byte[] bytes) {
            this.bytes = bytes;
        }

        /** Returns the body itself, not a copy. */
        public byte[] bytes() {
            return bytes;
        }
    }

    /**
     * The body is larger than the limit.
     *
     * @param consumed whether all of it was received, so that the connection can be reused
     */
    record TooLarge(boolean consumed) implements BodyResult {}

    /**
     * Too many requests are in flight, or their bodies take too much memory.
     *
     * @param consumed whether all of the body was received, so that the connection can be reused
     */
    record NoRoom(boolean consumed) implements BodyResult {}

    /** The last byte of the body did not arrive in time. */
    record TooSlow() implements BodyResult {}

    /** The connection or the framing of the body broke before its end. */
    record Broken() implements BodyResult {}
}
