/** How the operating system starts and signals this process. */
@NullMarked
package io.paycast.cli.process;

import org.jspecify.annotations.NullMarked;
