package io.paycast.gateway.session;

import io.paycast.gateway.cursor.Cursor;
import java.util.List;

/** Describes how a session starts: its first messages, and where it continues. Immutable. */
public sealed interface SessionStart {

    /** The JSON messages to send before any update, in order. */
    List<byte[]> messages();

    /** Continues with the updates that the shard delivers next. */
    record Live(List<byte[]> messages) implements SessionStart {}

    /** Continues at an earlier position of the journal. */
    record Rewind(List<byte[]> messages, long position) implements SessionStart {}

    /**
     * Continues at a position of the journal, without the updates that the client has seen.
     *
     * @param seen the client's cursor
     */
    record Resume(List<byte[]> messages, long position, Cursor seen) implements SessionStart {}

    /**
     * Sends nothing until a replay from Kafka has caught up with the journal.
     *
     * @param seen the client's cursor
     * @param sealedCursor the same cursor, as the client sent it
     */
    record AwaitReplay(Cursor seen, String sealedCursor) implements SessionStart {

        @Override
        public List<byte[]> messages() {
            return List.of();
        }
    }
}
