/** The file that keeps payments, registrations and webhooks over restarts. */
@NullMarked
package io.paycast.tabby.storage;

import org.jspecify.annotations.NullMarked;
