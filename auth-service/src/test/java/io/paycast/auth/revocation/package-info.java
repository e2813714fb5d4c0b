@NullMarked
package io.paycast.auth.revocation;

import org.jspecify.annotations.NullMarked;
