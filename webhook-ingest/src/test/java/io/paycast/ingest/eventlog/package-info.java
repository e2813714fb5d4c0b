/** Tests of the package. */
@NullMarked
package io.paycast.ingest.eventlog;

import org.jspecify.annotations.NullMarked;
