@NullMarked
package io.paycast.tabby.storage;

import org.jspecify.annotations.NullMarked;
