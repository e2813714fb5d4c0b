/** Reads the body of a request within limits of type, size, time and memory. */
@NullMarked
package io.paycast.ingest.body;

import org.jspecify.annotations.NullMarked;
