/**
 * The webhook endpoint. A webhook passes {@link io.paycast.ingest.webhook.HeaderCheck}, the body
 * reader and {@link io.paycast.ingest.webhook.WebhookPublisher}; {@link
 * io.paycast.ingest.webhook.WebhookResponses} sends the one response. {@link
 * io.paycast.ingest.webhook.WebhookRefusal} lists every refusal.
 */
@NullMarked
package io.paycast.ingest.webhook;

import org.jspecify.annotations.NullMarked;
