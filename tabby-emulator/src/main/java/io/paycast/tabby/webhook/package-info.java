/** Registered webhooks, and their delivery with faults. */
@NullMarked
package io.paycast.tabby.webhook;

import org.jspecify.annotations.NullMarked;
