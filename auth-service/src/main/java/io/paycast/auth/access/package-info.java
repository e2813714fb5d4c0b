/** Authenticates requests to this service and checks their scopes. */
@NullMarked
package io.paycast.auth.access;

import org.jspecify.annotations.NullMarked;
