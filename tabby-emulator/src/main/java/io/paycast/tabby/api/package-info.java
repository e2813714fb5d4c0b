/** Tabby's HTTP API. */
@NullMarked
package io.paycast.tabby.api;

import org.jspecify.annotations.NullMarked;
