/** One connected client, on its channel's event loop. */
@NullMarked
package io.paycast.gateway.session;

import org.jspecify.annotations.NullMarked;
