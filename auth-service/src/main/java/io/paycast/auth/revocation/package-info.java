/** What is good no longer: remembered in the database first, told to the gateways through Kafka. */
@NullMarked
package io.paycast.auth.revocation;

import org.jspecify.annotations.NullMarked;
