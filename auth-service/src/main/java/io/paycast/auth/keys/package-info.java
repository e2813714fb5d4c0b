/** The RS256 signing keys: stored encrypted, rotated with overlap, published as a JWK set. */
@NullMarked
package io.paycast.auth.keys;

import org.jspecify.annotations.NullMarked;
