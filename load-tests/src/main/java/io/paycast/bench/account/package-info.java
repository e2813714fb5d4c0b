/** What must arrive where, and whether it did. */
@NullMarked
package io.paycast.bench.account;

import org.jspecify.annotations.NullMarked;
