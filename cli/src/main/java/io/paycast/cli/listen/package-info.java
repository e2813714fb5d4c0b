/** {@code paycast listen}: prints updates as they come, and comes back by itself. */
@NullMarked
package io.paycast.cli.listen;

import org.jspecify.annotations.NullMarked;
