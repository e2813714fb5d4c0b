/** The updates of late as finished frames, encoded once and shared by every socket. */
@NullMarked
package io.paycast.gateway.journal;

import org.jspecify.annotations.NullMarked;
