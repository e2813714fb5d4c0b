/** Who a client is: tokens, and those that were revoked. */
@NullMarked
package io.paycast.gateway.access;

import org.jspecify.annotations.NullMarked;
