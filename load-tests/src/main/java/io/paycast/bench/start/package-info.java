/** Starts a Paycast for one run, each service in a process of its own. */
@NullMarked
package io.paycast.bench.start;

import org.jspecify.annotations.NullMarked;
