/**
 * The event contract that all services share: payment events, their merge into a state that only
 * moves forward, and their format on Kafka. It does not depend on Spring.
 */
@NullMarked
package io.paycast.events;

import org.jspecify.annotations.NullMarked;
