/**
 * The auth service: users, login, refresh, customer tokens, revocation, and the signing keys.
 * {@link io.paycast.auth.AuthWiring} constructs the parts in the order of a login.
 *
 * <p>A <em>login session</em> (short: session) begins with a login. It ends with logout, expiry,
 * revocation or the reuse of a refresh token. It has one chain of refresh tokens; its access tokens
 * carry its id in the claim {@code sid}.
 */
@NullMarked
package io.paycast.auth;

import org.jspecify.annotations.NullMarked;
