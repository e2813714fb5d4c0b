@NullMarked
package io.paycast.kafka;

import org.jspecify.annotations.NullMarked;
