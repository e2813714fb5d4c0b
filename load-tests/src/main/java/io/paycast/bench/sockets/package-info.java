/** The clients of a load and their sockets. */
@NullMarked
package io.paycast.bench.sockets;

import org.jspecify.annotations.NullMarked;
