/** What was measured, for people, programs and papers. */
@NullMarked
package io.paycast.bench.report;

import org.jspecify.annotations.NullMarked;
