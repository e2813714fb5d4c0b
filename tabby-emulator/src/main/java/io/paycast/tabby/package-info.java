/** A Tabby on this machine, for development and tests. */
@NullMarked
package io.paycast.tabby;

import org.jspecify.annotations.NullMarked;
