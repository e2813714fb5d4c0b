@NullMarked
package io.paycast.cli.trigger;

import org.jspecify.annotations.NullMarked;
