/** What gateways know of each other, by a clock that the test turns. */
@NullMarked
package io.paycast.gateway.cluster;

import org.jspecify.annotations.NullMarked;
