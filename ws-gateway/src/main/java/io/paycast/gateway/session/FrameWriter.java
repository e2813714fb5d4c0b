package io.paycast.gateway.session;

import io.netty.buffer.ByteBuf;

/** Writes frames to one client. Confined to its event loop. */
interface FrameWriter {

    /** Whether the client takes more at the moment. */
    boolean isWritable();

    /** Sends frames, at the latest with the next flush. The caller still releases them. */
    void write(ByteBuf frames);

    /**
     * Sends frames of the journal, as {@link #write(ByteBuf)} does.
     *
     * @param position the journal's position of the first frame
     */
    default void write(ByteBuf frames, long position) {
        write(frames);
    }

    /** Sends what was written. */
    void flush();
}
