@NullMarked
package io.paycast.auth.login;

import org.jspecify.annotations.NullMarked;
