@NullMarked
package io.paycast.bench.report;

import org.jspecify.annotations.NullMarked;
