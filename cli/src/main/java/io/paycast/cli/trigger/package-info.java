/** {@code paycast trigger}: a webhook as Tabby would send it. */
@NullMarked
package io.paycast.cli.trigger;

import org.jspecify.annotations.NullMarked;
