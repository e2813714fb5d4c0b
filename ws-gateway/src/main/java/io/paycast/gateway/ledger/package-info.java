/** The merged state of each recent payment, and the latest updates by order. */
@NullMarked
package io.paycast.gateway.ledger;

import org.jspecify.annotations.NullMarked;
