/** Where a client stands in the stream, sealed so that only a gateway can read or make one. */
@NullMarked
package io.paycast.gateway.cursor;

import org.jspecify.annotations.NullMarked;
