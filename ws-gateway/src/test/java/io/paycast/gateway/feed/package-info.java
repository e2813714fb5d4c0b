/** Tests of the Kafka consumers, with scripted brokers. */
@NullMarked
package io.paycast.gateway.feed;

import org.jspecify.annotations.NullMarked;
