/** Tests. */
@NullMarked
package io.paycast.ingest.eventlog;

import org.jspecify.annotations.NullMarked;
