@NullMarked
package io.paycast.cli.status;

import org.jspecify.annotations.NullMarked;
