/** Certificates of this machine's own, and the certificate of the edge. */
@NullMarked
package io.paycast.tls;

import org.jspecify.annotations.NullMarked;
