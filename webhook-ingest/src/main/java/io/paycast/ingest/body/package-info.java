/** Checks the type of a body, and holds the settings for reading it. */
@NullMarked
package io.paycast.ingest.body;

import org.jspecify.annotations.NullMarked;
