/** The network origin of a request: address blocks and the client's address behind proxies. */
@NullMarked
package io.paycast.net;

import org.jspecify.annotations.NullMarked;
