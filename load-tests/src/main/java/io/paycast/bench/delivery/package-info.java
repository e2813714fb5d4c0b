/** Plans which client receives which webhook, and checks that it does. */
@NullMarked
package io.paycast.bench.delivery;

import org.jspecify.annotations.NullMarked;
