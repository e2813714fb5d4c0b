/** Sends the webhooks of a load. */
@NullMarked
package io.paycast.bench.webhooks;

import org.jspecify.annotations.NullMarked;
