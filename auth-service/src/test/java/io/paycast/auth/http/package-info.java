@NullMarked
package io.paycast.auth.http;

import org.jspecify.annotations.NullMarked;
