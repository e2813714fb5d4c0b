/**
 * Access tokens, the sessions whose refresh tokens renew them, customer tokens, and their
 * revocation.
 */
@NullMarked
package io.paycast.auth.tokens;

import org.jspecify.annotations.NullMarked;
