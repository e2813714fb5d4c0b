/** Limits on what clients may use. */
@NullMarked
package io.paycast.gateway.limits;

import org.jspecify.annotations.NullMarked;
