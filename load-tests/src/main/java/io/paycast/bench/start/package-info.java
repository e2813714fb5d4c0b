/** A Paycast of processes of its own, for one run. */
@NullMarked
package io.paycast.bench.start;

import org.jspecify.annotations.NullMarked;
