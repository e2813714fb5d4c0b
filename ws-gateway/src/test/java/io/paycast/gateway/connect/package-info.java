/** Tests of admission and of resuming, without a running gateway. */
@NullMarked
package io.paycast.gateway.connect;

import org.jspecify.annotations.NullMarked;
