@NullMarked
package io.paycast.gateway.cursor;

import org.jspecify.annotations.NullMarked;
