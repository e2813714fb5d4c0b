@NullMarked
package io.paycast.cli.token;

import org.jspecify.annotations.NullMarked;
