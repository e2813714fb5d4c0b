/** The load of a run and the system that it loads. */
@NullMarked
package io.paycast.bench.load;

import org.jspecify.annotations.NullMarked;
