/** Appends records to Kafka and monitors the connection. */
@NullMarked
package io.paycast.ingest.eventlog;

import org.jspecify.annotations.NullMarked;
