@NullMarked
package io.paycast.gateway;

import org.jspecify.annotations.NullMarked;
