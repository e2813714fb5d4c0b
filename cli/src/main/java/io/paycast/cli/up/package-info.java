/** {@code paycast up}: everything in one JVM. */
@NullMarked
package io.paycast.cli.up;

import org.jspecify.annotations.NullMarked;
