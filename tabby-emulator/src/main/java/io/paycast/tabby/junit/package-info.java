/** The emulator as a JUnit extension. */
@NullMarked
package io.paycast.tabby.junit;

import org.jspecify.annotations.NullMarked;
