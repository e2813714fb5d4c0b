/** What must arrive where, and whether it did. */
@NullMarked
package io.paycast.bench.delivery;

import org.jspecify.annotations.NullMarked;
