@NullMarked
package io.paycast.ingest;

import org.jspecify.annotations.NullMarked;
