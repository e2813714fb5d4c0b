/** Who may connect, tested without a gateway. */
@NullMarked
package io.paycast.gateway.connect;

import org.jspecify.annotations.NullMarked;
