/** One session per open socket, on the event loop of its channel. */
@NullMarked
package io.paycast.gateway.session;

import org.jspecify.annotations.NullMarked;
