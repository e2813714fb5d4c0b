/** How much one client may have and do. */
@NullMarked
package io.paycast.gateway.limits;

import org.jspecify.annotations.NullMarked;
