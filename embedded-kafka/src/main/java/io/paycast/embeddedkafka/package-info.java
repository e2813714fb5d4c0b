/** A single-node Kafka (KRaft) inside this JVM, for {@code paycast up} and for tests. */
@NullMarked
package io.paycast.embeddedkafka;

import org.jspecify.annotations.NullMarked;
