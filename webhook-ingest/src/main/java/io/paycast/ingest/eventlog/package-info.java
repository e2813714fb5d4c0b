/** Kafka as ingest sees it: a log that acknowledges, or does not in time. */
@NullMarked
package io.paycast.ingest.eventlog;

import org.jspecify.annotations.NullMarked;
