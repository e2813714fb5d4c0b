/** Opens sockets: from an HTTP request through admission and upgrade to a session. */
@NullMarked
package io.paycast.gateway.connect;

import org.jspecify.annotations.NullMarked;
