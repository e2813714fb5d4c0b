/** What a client missed and the journal holds no longer, read again from Kafka. */
@NullMarked
package io.paycast.gateway.replay;

import org.jspecify.annotations.NullMarked;
