/** What the same machine can do at least, without Paycast. */
@NullMarked
package io.paycast.bench.floors;

import org.jspecify.annotations.NullMarked;
