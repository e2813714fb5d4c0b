@NullMarked
package io.paycast.auth.users;

import org.jspecify.annotations.NullMarked;
