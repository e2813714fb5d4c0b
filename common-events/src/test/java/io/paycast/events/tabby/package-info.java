/** Tests of Tabby's formats. */
@NullMarked
package io.paycast.events.tabby;

import org.jspecify.annotations.NullMarked;
