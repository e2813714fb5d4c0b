/** The threads that read Kafka, on brokers that do as the test says. */
@NullMarked
package io.paycast.gateway.feed;

import org.jspecify.annotations.NullMarked;
