/** Kafka consumers: payment events into the journal, revocations and heartbeats. */
@NullMarked
package io.paycast.gateway.feed;

import org.jspecify.annotations.NullMarked;
