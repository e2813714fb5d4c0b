/** From Kafka to the journal. */
@NullMarked
package io.paycast.gateway.feed;

import org.jspecify.annotations.NullMarked;
