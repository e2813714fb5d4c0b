@NullMarked
package io.paycast.tabby.time;

import org.jspecify.annotations.NullMarked;
