/**
 * The auth service: users, login, refresh, customer tokens, revocation, and the keys that verify it
 * all. {@link io.paycast.auth.AuthWiring} constructs the parts in the order in which a request
 * meets them.
 */
@NullMarked
package io.paycast.auth;

import org.jspecify.annotations.NullMarked;
