@NullMarked
package io.paycast.limits;

import org.jspecify.annotations.NullMarked;
