/** What the operating system tells this process. */
@NullMarked
package io.paycast.cli.process;

import org.jspecify.annotations.NullMarked;
