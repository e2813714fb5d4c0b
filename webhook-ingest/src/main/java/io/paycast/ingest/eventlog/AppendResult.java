package io.paycast.ingest.eventlog;

/** The result of appending a record. */
public sealed interface AppendResult {

    /** The record is on the in-sync replicas. */
    record Acknowledged() implements AppendResult {}

    /**
     * Kafka did not acknowledge the record in time. It may be stored nevertheless.
     *
     * @param fault the kind of fault, without content
     */
    record NotAcknowledged(String fault) implements AppendResult {}
}
