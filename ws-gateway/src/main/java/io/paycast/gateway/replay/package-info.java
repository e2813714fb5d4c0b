/** Reads from Kafka what a client missed and the journal no longer holds. */
@NullMarked
package io.paycast.gateway.replay;

import org.jspecify.annotations.NullMarked;
