/** What is known of each payment, and so what is news. */
@NullMarked
package io.paycast.gateway.ledger;

import org.jspecify.annotations.NullMarked;
