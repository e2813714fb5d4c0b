/** What the operating system knows of the processes that are measured. */
@NullMarked
package io.paycast.bench.process;

import org.jspecify.annotations.NullMarked;
