/** Tokens, tested without a gateway. */
@NullMarked
package io.paycast.gateway.access;

import org.jspecify.annotations.NullMarked;
