@NullMarked
package io.paycast.events;

import org.jspecify.annotations.NullMarked;
