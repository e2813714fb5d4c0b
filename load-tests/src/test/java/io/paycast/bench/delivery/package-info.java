@NullMarked
package io.paycast.bench.delivery;

import org.jspecify.annotations.NullMarked;
