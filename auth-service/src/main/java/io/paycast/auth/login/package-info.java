/** Logging in, and how often it may be tried. */
@NullMarked
package io.paycast.auth.login;

import org.jspecify.annotations.NullMarked;
