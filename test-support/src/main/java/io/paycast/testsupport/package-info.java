/** Fixtures that tests and the bench share. */
@NullMarked
package io.paycast.testsupport;

import org.jspecify.annotations.NullMarked;
