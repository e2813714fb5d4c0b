@NullMarked
package io.paycast.auth.tokens;

import org.jspecify.annotations.NullMarked;
