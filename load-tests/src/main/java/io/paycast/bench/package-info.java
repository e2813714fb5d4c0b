/** {@code paycast bench}: loads a Paycast and measures it. */
@NullMarked
package io.paycast.bench;

import org.jspecify.annotations.NullMarked;
