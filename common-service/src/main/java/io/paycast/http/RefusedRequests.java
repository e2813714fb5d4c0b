package io.paycast.http;

import io.paycast.limits.LogLimit;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the requests that {@link RequestGuard} refuses, and logs them. Thread-safe. */
public final class RefusedRequests {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedRequests.class);
    private static final int MAX_LINES_PER_MINUTE = 60;

    private final Map<RequestRefusal, LongAdder> counts = new EnumMap<>(RequestRefusal.class);
    private final LogLimit lines = new LogLimit(MAX_LINES_PER_MINUTE, System::nanoTime);

    /** Creates counts that are all zero. */
    public RefusedRequests() {
        for (var refusal : RequestRefusal.values()) {
            counts.put(refusal, new LongAdder());
        }
    }

    void add(RequestRefusal refusal) {
        of(refusal).increment();
        lines.log(
                LOG,
                "request refused",
                () ->
                        LOG.info(
                                "request refused status={} reason={}",
                                refusal.status(),
                                refusal.tag()));
    }

    /** Returns how many requests were refused for a reason. */
    public long count(RequestRefusal refusal) {
        return of(refusal).sum();
    }

    /** Returns how many requests were refused. */
    public long total() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    private LongAdder of(RequestRefusal refusal) {
        return Objects.requireNonNull(counts.get(refusal));
    }
}
