/** Login with a username and password, and its rate limits. */
@NullMarked
package io.paycast.auth.login;

import org.jspecify.annotations.NullMarked;
