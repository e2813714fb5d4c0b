/** The recent updates as finished frames, encoded once and shared by all sockets. */
@NullMarked
package io.paycast.gateway.journal;

import org.jspecify.annotations.NullMarked;
