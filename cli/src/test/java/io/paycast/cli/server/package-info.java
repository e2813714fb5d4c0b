@NullMarked
package io.paycast.cli.server;

import org.jspecify.annotations.NullMarked;
