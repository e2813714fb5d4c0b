/** Revocations: stored in the database first, then published to the gateways through Kafka. */
@NullMarked
package io.paycast.auth.revocation;

import org.jspecify.annotations.NullMarked;
