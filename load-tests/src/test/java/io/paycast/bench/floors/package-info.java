@NullMarked
package io.paycast.bench.floors;

import org.jspecify.annotations.NullMarked;
