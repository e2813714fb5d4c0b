@NullMarked
package io.paycast.bench.process;

import org.jspecify.annotations.NullMarked;
