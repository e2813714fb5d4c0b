/** Tests of the package. */
@NullMarked
package io.paycast.ingest.body;

import org.jspecify.annotations.NullMarked;
