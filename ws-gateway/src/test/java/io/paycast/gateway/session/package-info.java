@NullMarked
package io.paycast.gateway.session;

import org.jspecify.annotations.NullMarked;
