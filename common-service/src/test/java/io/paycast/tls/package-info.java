@NullMarked
package io.paycast.tls;

import org.jspecify.annotations.NullMarked;
