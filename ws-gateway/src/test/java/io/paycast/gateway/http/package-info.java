/** Limits, tested by an injected clock. */
@NullMarked
package io.paycast.gateway.http;

import org.jspecify.annotations.NullMarked;
