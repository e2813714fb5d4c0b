@NullMarked
package io.paycast.cli.up;

import org.jspecify.annotations.NullMarked;
