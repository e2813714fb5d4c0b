/** Measures the same machine without Paycast, for comparison. */
@NullMarked
package io.paycast.bench.baseline;

import org.jspecify.annotations.NullMarked;
