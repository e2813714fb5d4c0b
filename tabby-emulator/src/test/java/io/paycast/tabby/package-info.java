@NullMarked
package io.paycast.tabby;

import org.jspecify.annotations.NullMarked;
