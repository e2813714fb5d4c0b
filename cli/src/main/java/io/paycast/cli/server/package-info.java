/** The client's side of a running Paycast: HTTP, problem details, tokens. */
@NullMarked
package io.paycast.cli.server;

import org.jspecify.annotations.NullMarked;
