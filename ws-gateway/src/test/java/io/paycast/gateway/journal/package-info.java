@NullMarked
package io.paycast.gateway.journal;

import org.jspecify.annotations.NullMarked;
