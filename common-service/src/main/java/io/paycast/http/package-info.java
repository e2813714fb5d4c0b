/** How every service reads requests and refuses them: the request guard, and problem details. */
@NullMarked
package io.paycast.http;

import org.jspecify.annotations.NullMarked;
