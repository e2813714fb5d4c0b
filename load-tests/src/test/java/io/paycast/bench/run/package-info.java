@NullMarked
package io.paycast.bench.run;

import org.jspecify.annotations.NullMarked;
