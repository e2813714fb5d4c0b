/** The emulator's own endpoints, which Tabby does not have. */
@NullMarked
package io.paycast.tabby.control;

import org.jspecify.annotations.NullMarked;
