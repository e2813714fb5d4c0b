/** Text of clients in log lines. */
@NullMarked
package io.paycast.logging;

import org.jspecify.annotations.NullMarked;
