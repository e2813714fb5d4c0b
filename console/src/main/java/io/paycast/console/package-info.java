/** The pages that {@code paycast up} serves to a browser. */
@NullMarked
package io.paycast.console;

import org.jspecify.annotations.NullMarked;
