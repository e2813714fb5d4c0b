/** What a run loads, and with what. */
@NullMarked
package io.paycast.bench.load;

import org.jspecify.annotations.NullMarked;
