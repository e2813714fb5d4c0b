/** Tests of the package. */
@NullMarked
package io.paycast.ingest.gate;

import org.jspecify.annotations.NullMarked;
