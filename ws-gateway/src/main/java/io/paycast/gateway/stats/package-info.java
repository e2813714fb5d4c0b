/** What the gateway counts. */
@NullMarked
package io.paycast.gateway.stats;

import org.jspecify.annotations.NullMarked;
