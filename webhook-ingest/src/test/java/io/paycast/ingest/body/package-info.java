/** Tests. */
@NullMarked
package io.paycast.ingest.body;

import org.jspecify.annotations.NullMarked;
