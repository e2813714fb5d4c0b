@NullMarked
package io.paycast.bench.baseline;

import org.jspecify.annotations.NullMarked;
