/** Limits, tested by an injected clock. */
@NullMarked
package io.paycast.gateway.feed;

import org.jspecify.annotations.NullMarked;
