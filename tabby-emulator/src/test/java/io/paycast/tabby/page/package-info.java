@NullMarked
package io.paycast.tabby.page;

import org.jspecify.annotations.NullMarked;
