/** Which client must receive which webhook, and whether it did. */
@NullMarked
package io.paycast.bench.delivery;

import org.jspecify.annotations.NullMarked;
