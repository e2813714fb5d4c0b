/** What the gateways know of each other. */
@NullMarked
package io.paycast.gateway.cluster;

import org.jspecify.annotations.NullMarked;
