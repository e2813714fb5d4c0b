@NullMarked
package io.paycast.embeddedkafka;

import org.jspecify.annotations.NullMarked;
