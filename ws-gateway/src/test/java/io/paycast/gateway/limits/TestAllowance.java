package io.paycast.gateway.limits;

import java.net.InetAddress;

/** Allowances for tests of other things. */
public final class TestAllowance {

    private TestAllowance() {}

    /** Limits that no test reaches. */
    public static SubjectLimits noLimits() {
        return new SubjectLimits(
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                new MemoryBudget(Long.MAX_VALUE),
                new MemoryBudget(Long.MAX_VALUE),
                new MemoryBudget(Long.MAX_VALUE));
    }

    /** The allowance of a client on this machine, without limits. */
    public static Allowance unlimited() {
        return of(noLimits(), "anna");
    }

    /** The allowance of a user's socket within limits that are not reached yet. */
    public static Allowance of(SubjectLimits limits, String subject) {
        return of(limits, subject, InetAddress.getLoopbackAddress());
    }

    static Allowance of(SubjectLimits limits, String subject, InetAddress address) {
        return switch (limits.tryAcquire(subject, false, address)) {
            case SubjectLimits.Place.Taken(var allowance) -> allowance;
            case SubjectLimits.Place.TooMany(int limit) ->
                    throw new AssertionError("more than %d sockets".formatted(limit));
        };
    }
}
