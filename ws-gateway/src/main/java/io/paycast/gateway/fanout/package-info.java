/** Delivers the journal to the sessions, with one shard per event loop. */
@NullMarked
package io.paycast.gateway.fanout;

import org.jspecify.annotations.NullMarked;
