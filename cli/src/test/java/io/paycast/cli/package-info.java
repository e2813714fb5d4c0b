@NullMarked
package io.paycast.cli;

import org.jspecify.annotations.NullMarked;
