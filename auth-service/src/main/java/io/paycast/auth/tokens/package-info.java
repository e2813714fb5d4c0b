/**
 * Access tokens, the login sessions whose refresh tokens renew them, customer tokens, and the
 * endpoints for all three.
 */
@NullMarked
package io.paycast.auth.tokens;

import org.jspecify.annotations.NullMarked;
