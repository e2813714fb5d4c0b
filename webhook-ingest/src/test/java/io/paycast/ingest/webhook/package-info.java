/** Tests of the package. */
@NullMarked
package io.paycast.ingest.webhook;

import org.jspecify.annotations.NullMarked;
