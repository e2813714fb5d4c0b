/** Users: usernames, password hashes and scopes. */
@NullMarked
package io.paycast.auth.users;

import org.jspecify.annotations.NullMarked;
