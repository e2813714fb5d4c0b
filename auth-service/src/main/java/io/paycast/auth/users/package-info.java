/** Who may log in: names, scopes, password hashes. */
@NullMarked
package io.paycast.auth.users;

import org.jspecify.annotations.NullMarked;
