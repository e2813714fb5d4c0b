/** The webhook endpoint: one request from its headers to its answer. */
@NullMarked
package io.paycast.ingest.webhook;

import org.jspecify.annotations.NullMarked;
