/** Kafka clients as the gateway configures them. */
@NullMarked
package io.paycast.gateway.kafka;

import org.jspecify.annotations.NullMarked;
