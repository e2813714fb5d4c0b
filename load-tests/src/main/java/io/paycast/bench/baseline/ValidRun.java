package io.paycast.bench.baseline;

import io.paycast.bench.report.Report;
import io.paycast.bench.run.Load;
import io.paycast.bench.run.LoadRun;
import io.paycast.bench.run.SystemUnderTest;
import io.paycast.bench.wire.RunId;
import java.security.SecureRandom;
import java.util.Optional;

/** A run beside another one, whose report it is told in where it was not sound. */
final class ValidRun {

    private static final SecureRandom RANDOM = new SecureRandom();

    private ValidRun() {}

    /** Loads a subject; empty where what was found is not to be believed. */
    static Optional<Report> of(String name, SystemUnderTest subject, Load load, Report beside) {
        Report found;
        try (var run = new LoadRun(name, subject, RunId.random(RANDOM), load)) {
            found = run.run();
        }
        if (found.isSound()) {
            return Optional.of(found);
        }
        var why = String.join("; ", found.failures());
        beside.fails("%s: %s".formatted(name, why.isEmpty() ? found.faults().toString() : why));
        found.notes().forEach(note -> beside.note("%s: %s".formatted(name, note)));
        return Optional.empty();
    }
}
