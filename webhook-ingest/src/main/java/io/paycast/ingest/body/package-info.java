/** A request's body, read whole within bounds of type, size, time and memory. */
@NullMarked
package io.paycast.ingest.body;

import org.jspecify.annotations.NullMarked;
