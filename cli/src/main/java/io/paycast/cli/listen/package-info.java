/** {@code paycast listen}: prints updates, and reconnects after a lost connection. */
@NullMarked
package io.paycast.cli.listen;

import org.jspecify.annotations.NullMarked;
