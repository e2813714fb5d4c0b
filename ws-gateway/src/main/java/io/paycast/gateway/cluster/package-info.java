/** The other gateways: heartbeats, addresses and stats. */
@NullMarked
package io.paycast.gateway.cluster;

import org.jspecify.annotations.NullMarked;
