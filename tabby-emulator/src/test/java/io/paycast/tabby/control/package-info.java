@NullMarked
package io.paycast.tabby.control;

import org.jspecify.annotations.NullMarked;
