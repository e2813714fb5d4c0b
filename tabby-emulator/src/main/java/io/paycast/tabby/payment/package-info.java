/** Payments and what can be done with them. */
@NullMarked
package io.paycast.tabby.payment;

import org.jspecify.annotations.NullMarked;
