package io.paycast.gateway.session;

import io.netty.buffer.ByteBuf;

/** The way out to one client. */
interface Outlet {

    /** Whether it takes more just now. */
    boolean isWritable();

    /** Hands frames over, to be released when they are sent. */
    void write(ByteBuf frames);

    /** Has what was written sent. */
    void flush();
}
