/** Tests of replays from Kafka. */
@NullMarked
package io.paycast.gateway.replay;

import org.jspecify.annotations.NullMarked;
