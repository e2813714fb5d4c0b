@NullMarked
package io.paycast.auth.keys;

import org.jspecify.annotations.NullMarked;
