/** {@code paycast bench}, as the other commands know it. */
@NullMarked
package io.paycast.cli.bench;

import org.jspecify.annotations.NullMarked;
