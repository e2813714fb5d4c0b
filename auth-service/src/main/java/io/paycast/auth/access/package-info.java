/** Who may call what: the security of this service's own paths. */
@NullMarked
package io.paycast.auth.access;

import org.jspecify.annotations.NullMarked;
