@NullMarked
package io.paycast.gateway.ledger;

import org.jspecify.annotations.NullMarked;
