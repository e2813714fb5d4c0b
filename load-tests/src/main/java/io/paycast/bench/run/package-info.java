/** The courses that a measurement can take. */
@NullMarked
package io.paycast.bench.run;

import org.jspecify.annotations.NullMarked;
