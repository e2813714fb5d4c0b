package io.paycast.gateway.session;

import io.netty.buffer.ByteBuf;

/** The way out to one client. */
interface FrameWriter {

    /** Whether it takes more just now. */
    boolean isWritable();

    /** Sends frames, at the next flush at the latest; they stay the caller's to release. */
    void write(ByteBuf frames);

    /** Has what was written sent. */
    void flush();
}
