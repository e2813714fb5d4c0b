/** Exact rate limits over a sliding window. */
@NullMarked
package io.paycast.limits;

import org.jspecify.annotations.NullMarked;
