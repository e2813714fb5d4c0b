/** Counters, gauges and latencies. */
@NullMarked
package io.paycast.gateway.stats;

import org.jspecify.annotations.NullMarked;
