/** Webhook ingest under test, as a sender and a consumer see it. */
@NullMarked
package io.paycast.ingest;

import org.jspecify.annotations.NullMarked;
