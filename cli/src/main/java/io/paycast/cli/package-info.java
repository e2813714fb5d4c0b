/** The {@code paycast} command: what all its commands share. */
@NullMarked
package io.paycast.cli;

import org.jspecify.annotations.NullMarked;
