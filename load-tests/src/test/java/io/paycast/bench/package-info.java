@NullMarked
package io.paycast.bench;

import org.jspecify.annotations.NullMarked;
