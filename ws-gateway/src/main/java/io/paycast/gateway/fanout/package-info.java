/** Brings the journal to the sessions, one task per event loop. */
@NullMarked
package io.paycast.gateway.fanout;

import org.jspecify.annotations.NullMarked;
