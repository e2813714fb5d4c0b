/** Answers over HTTP, of gateways that do as the test says. */
@NullMarked
package io.paycast.gateway.http;

import org.jspecify.annotations.NullMarked;
