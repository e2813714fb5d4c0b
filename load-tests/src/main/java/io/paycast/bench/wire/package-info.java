/** The connections of the bench, and the bytes that it sends and receives. */
@NullMarked
package io.paycast.bench.wire;

import org.jspecify.annotations.NullMarked;
