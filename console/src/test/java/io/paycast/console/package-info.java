@NullMarked
package io.paycast.console;

import org.jspecify.annotations.NullMarked;
