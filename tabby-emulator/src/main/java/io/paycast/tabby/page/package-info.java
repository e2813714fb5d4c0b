/** The hosted page, on which a shopper approves or declines. */
@NullMarked
package io.paycast.tabby.page;

import org.jspecify.annotations.NullMarked;
