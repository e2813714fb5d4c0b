@NullMarked
package io.paycast.auth;

import org.jspecify.annotations.NullMarked;
