/** Limits, tested by an injected clock. */
@NullMarked
package io.paycast.gateway.limits;

import org.jspecify.annotations.NullMarked;
