/** The kinds of run: a load, an opening of sockets, a storm of reconnects. */
@NullMarked
package io.paycast.bench.run;

import org.jspecify.annotations.NullMarked;
