/** What goes over a socket, tested byte for byte. */
@NullMarked
package io.paycast.gateway.protocol;

import org.jspecify.annotations.NullMarked;
