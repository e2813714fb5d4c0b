@NullMarked
package io.paycast.logging;

import org.jspecify.annotations.NullMarked;
