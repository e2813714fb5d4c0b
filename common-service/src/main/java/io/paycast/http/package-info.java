/** Problem details (RFC 9457) and {@code Retry-After}, as every service responds with them. */
@NullMarked
package io.paycast.http;

import org.jspecify.annotations.NullMarked;
