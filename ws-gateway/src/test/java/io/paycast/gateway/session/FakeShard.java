package io.paycast.gateway.session;

import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.journal.JournalReader;

/** The shard of one session, which has delivered nothing. */
final class FakeShard implements SessionContext {

    private final JournalReader journal;
    String cursor = "the-cursor-to-resume-from";

    FakeShard(JournalReader journal) {
        this.journal = journal;
    }

    @Override
    public JournalReader journal() {
        return journal;
    }

    @Override
    public long deliveredUpTo() {
        return 0;
    }

    @Override
    public String cursorAt(long position) {
        return cursor;
    }

    @Override
    public CursorSeal cursorSeal() {
        return new CursorSeal(new byte[CursorSeal.KEY_BYTES]);
    }

    @Override
    public void interestChanged(Session changed, Interest before) {}

    @Override
    public void leave(Session left) {}
}
