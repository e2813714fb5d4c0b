@NullMarked
package io.paycast.gateway.limits;

import org.jspecify.annotations.NullMarked;
