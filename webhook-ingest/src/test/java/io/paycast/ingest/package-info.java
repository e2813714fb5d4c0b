/** Tests of webhook ingest as its clients and the consumers of its topics see it. */
@NullMarked
package io.paycast.ingest;

import org.jspecify.annotations.NullMarked;
