@NullMarked
package io.paycast.gateway.fanout;

import org.jspecify.annotations.NullMarked;
