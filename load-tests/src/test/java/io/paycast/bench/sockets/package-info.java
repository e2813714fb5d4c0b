@NullMarked
package io.paycast.bench.sockets;

import org.jspecify.annotations.NullMarked;
