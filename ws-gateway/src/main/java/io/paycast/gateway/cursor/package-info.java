/** Cursors: positions in the stream, sealed so that only a gateway can read or create one. */
@NullMarked
package io.paycast.gateway.cursor;

import org.jspecify.annotations.NullMarked;
