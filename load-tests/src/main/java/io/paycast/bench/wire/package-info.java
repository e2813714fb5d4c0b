/** The bytes that a load is made of, and that come back. */
@NullMarked
package io.paycast.bench.wire;

import org.jspecify.annotations.NullMarked;
