/** Tests of the package. */
@NullMarked
package io.paycast.body;

import org.jspecify.annotations.NullMarked;
