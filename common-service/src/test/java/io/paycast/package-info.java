@NullMarked
package io.paycast;

import org.jspecify.annotations.NullMarked;
