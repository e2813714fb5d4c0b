/**
 * The event contract every service shares: what a payment event is, how events merge into a state
 * that only moves forward, and how both look on Kafka. No Spring.
 */
@NullMarked
package io.paycast.events;

import org.jspecify.annotations.NullMarked;
