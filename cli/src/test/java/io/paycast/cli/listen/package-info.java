@NullMarked
package io.paycast.cli.listen;

import org.jspecify.annotations.NullMarked;
