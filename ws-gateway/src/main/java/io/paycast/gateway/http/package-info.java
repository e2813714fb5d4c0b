/** What the gateway answers over HTTP. */
@NullMarked
package io.paycast.gateway.http;

import org.jspecify.annotations.NullMarked;
