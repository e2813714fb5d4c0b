/** The socket protocol: messages, frames, close codes and errors. */
@NullMarked
package io.paycast.gateway.protocol;

import org.jspecify.annotations.NullMarked;
