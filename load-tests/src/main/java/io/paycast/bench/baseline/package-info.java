/** What the same machine can do at least, without Paycast. */
@NullMarked
package io.paycast.bench.baseline;

import org.jspecify.annotations.NullMarked;
