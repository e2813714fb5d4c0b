/** Limits, tested by an injected clock. */
@NullMarked
package io.paycast.gateway.cluster;

import org.jspecify.annotations.NullMarked;
