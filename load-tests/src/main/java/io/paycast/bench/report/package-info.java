/** The results of a run, for people and programs. */
@NullMarked
package io.paycast.bench.report;

import org.jspecify.annotations.NullMarked;
