@NullMarked
package io.paycast.tabby.webhook;

import org.jspecify.annotations.NullMarked;
