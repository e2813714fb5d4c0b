/** What goes over a socket in either direction, byte for byte. */
@NullMarked
package io.paycast.gateway.protocol;

import org.jspecify.annotations.NullMarked;
