/** The RS256 keys: kept sealed in the database, rotated with overlap, published as a JWK set. */
@NullMarked
package io.paycast.auth.keys;

import org.jspecify.annotations.NullMarked;
