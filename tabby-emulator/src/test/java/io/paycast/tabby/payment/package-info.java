@NullMarked
package io.paycast.tabby.payment;

import org.jspecify.annotations.NullMarked;
