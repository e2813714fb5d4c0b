/** The emulator's clock, which can be moved, and what happens at a time. */
@NullMarked
package io.paycast.tabby.time;

import org.jspecify.annotations.NullMarked;
