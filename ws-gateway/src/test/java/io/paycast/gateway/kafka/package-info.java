@NullMarked
package io.paycast.gateway.kafka;

import org.jspecify.annotations.NullMarked;
