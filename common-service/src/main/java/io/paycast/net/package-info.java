/** Where a request came from: address blocks, and the client's address behind trusted proxies. */
@NullMarked
package io.paycast.net;

import org.jspecify.annotations.NullMarked;
