/** The whole system seen from outside: services as processes of their own, on a real broker. */
@NullMarked
package io.paycast.systemtests;

import org.jspecify.annotations.NullMarked;
