/** What the same machine can do without Paycast, to compare with. */
@NullMarked
package io.paycast.bench.baseline;

import org.jspecify.annotations.NullMarked;
