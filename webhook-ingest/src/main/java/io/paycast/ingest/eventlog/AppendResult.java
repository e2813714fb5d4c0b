package io.paycast.ingest.eventlog;

/** What became of a record that was to be appended. */
public sealed interface AppendResult {

    /** It is on the in-sync replicas. */
    record Acknowledged() implements AppendResult {}

    /**
     * Kafka did not acknowledge it in time; it may be there all the same.
     *
     * @param reason the kind of fault, without content
     */
    record NotAcknowledged(String reason) implements AppendResult {}
}
