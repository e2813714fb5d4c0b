/** From an HTTP request to a session: who may come in, and the upgrade itself. */
@NullMarked
package io.paycast.gateway.connect;

import org.jspecify.annotations.NullMarked;
