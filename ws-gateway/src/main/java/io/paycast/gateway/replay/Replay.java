package io.paycast.gateway.replay;

import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.ledger.Ledger;
import io.paycast.gateway.session.Interest;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.jspecify.annotations.Nullable;

/**
 * Replays to one client what it missed, from its cursor up to the journal. A memory of its own,
 * warmed up with earlier records, recognises repeats. Confined to one thread.
 *
 * <p>Nothing is sent before it is known to be true. If the client asked for the number of missed
 * updates, or is interested in some orders or payments only, the first reading sends nothing: it
 * counts the updates, and finds payments that had other orders before. What is owed is kept
 * meanwhile. Another reading follows only if there are such payments, if more is owed than is kept,
 * or if the client has changed its filter.
 */
final class Replay {

    /**
     * Finding, counting and sending take three, and once more three after a change of the filter.
     * The others are for what arrives meanwhile, and for more changes.
     */
    private static final int MAX_READINGS = 8;

    private final MissedRecords records;
    private final ReplayReceiver receiver;
    private final CursorSeal seal;
    private final Supplier<Ledger> ledgers;
    private final PaymentBudget budget;
    private final ReplayLimits limits;
    private final ReplayTurn turn;

    /** The payments to remember from their first event, because they had other orders before. */
    private final Set<PaymentKey> known = new HashSet<>();

    private boolean begun;

    /**
     * @param ledgers creates an empty ledger
     */
    Replay(
            MissedRecords records,
            ReplayReceiver receiver,
            CursorSeal seal,
            Supplier<Ledger> ledgers,
            PaymentBudget budget,
            ReplayLimits limits,
            ReplayTurn turn) {
        this.records = records;
        this.receiver = receiver;
        this.seal = seal;
        this.ledgers = ledgers;
        this.budget = budget;
        this.limits = limits;
        this.turn = turn;
    }

    /** Replays everything after a cursor, and returns when the journal has taken over. */
    void run(Cursor seen) {
        if (!records.oldest(seen).isBefore(seen)) {
            receiver.incomplete();
            return;
        }
        var target = records.newest(seen);
        if (!seen.isBefore(target)) {
            receiver.incomplete(); // Kafka has lost some of what the client has seen
            return;
        }
        if (receiver.resumeAtOnce(seen)) {
            return; // the gateway has read less than the client has seen
        }
        if (isTooMuch(records.between(seen, target))) {
            receiver.incomplete();
            return;
        }
        try {
            var range = records.withWarmUp(seen, target, limits.warmUp());
            if (isTooMuch(range)) {
                receiver.incomplete();
            } else {
                replay(range);
            }
        } catch (OffsetOutOfRangeException e) {
            if (begun) {
                throw e;
            }
            receiver.incomplete(); // Kafka has just deleted some of it
        }
    }

    private boolean isTooMuch(MissedRecords.Range range) {
        return receiver.owner().isCustomer() && range.records() > limits.maxCustomerRecords();
    }

    private void replay(MissedRecords.Range range) {
        var rest = range;
        Interest counted = null;
        for (int readings = 0; readings < MAX_READINGS; readings++) {
            var interest = receiver.interest();
            boolean counts =
                    interest != counted
                            && (!interest.isWholeAudience() || !begun && receiver.wantsCount());
            try (var reading = reading(rest.after(), interest, counts)) {
                if (!counts) {
                    begin(0);
                }
                records.read(rest, reading);
                if (counts) {
                    if (reading.mustBeRepeated()) {
                        continue;
                    }
                    begin(reading.missed());
                    counted = interest;
                    if (reading.isCountingOnly()) {
                        continue;
                    }
                    reading.sendFromNow();
                }
                rest = finish(reading, rest);
                counted = null;
                if (rest == null) {
                    return;
                }
            }
        }
        receiver.failed();
    }

    private Reading reading(Cursor after, Interest interest, boolean keeping) {
        var memory = new ReplayMemory(ledgers.get(), budget, interest, known);
        return new Reading(receiver, turn, seal, memory, interest, after, keeping);
    }

    private void begin(int missed) {
        if (!begun) {
            begun = true;
            receiver.begin(receiver.wantsCount() ? missed : 0);
        }
    }

    /**
     * Sends what is left, and what came meanwhile, until the journal takes over.
     *
     * @return what another reading must send; null if the journal has taken over, or if the client
     *     has disconnected
     */
    private MissedRecords.@Nullable Range finish(Reading reading, MissedRecords.Range range) {
        var readUpTo = range.upTo();
        while (reading.flush()) {
            if (reading.mustBeRepeated()) {
                return range.rest(reading.reached(), readUpTo);
            }
            if (receiver.resumeFromJournal(readUpTo)) {
                return null;
            }
            var target = records.newest(readUpTo).joinedWith(readUpTo);
            if (range.isEmpty()) {
                return records.withWarmUp(readUpTo, target, limits.warmUp());
            }
            records.read(records.between(readUpTo, target), reading);
            readUpTo = target;
        }
        return null;
    }
}
