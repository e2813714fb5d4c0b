/** Reads the body of a request within limits of size, time and memory. */
@NullMarked
package io.paycast.body;

import org.jspecify.annotations.NullMarked;
