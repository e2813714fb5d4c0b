@NullMarked
package io.paycast.bench.wire;

import org.jspecify.annotations.NullMarked;
