/** Authenticates the sender by its address and its secret, and limits invalid secrets. */
@NullMarked
package io.paycast.ingest.gate;

import org.jspecify.annotations.NullMarked;
