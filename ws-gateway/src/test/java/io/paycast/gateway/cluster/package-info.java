/** Tests of heartbeats and peers, by a clock that the test controls. */
@NullMarked
package io.paycast.gateway.cluster;

import org.jspecify.annotations.NullMarked;
