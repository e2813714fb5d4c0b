/** Authentication: verified tokens and revocations. */
@NullMarked
package io.paycast.gateway.access;

import org.jspecify.annotations.NullMarked;
