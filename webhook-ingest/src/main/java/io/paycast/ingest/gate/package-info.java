/** Who may send: the client's address, the shared secret, and how often it may be wrong. */
@NullMarked
package io.paycast.ingest.gate;

import org.jspecify.annotations.NullMarked;
