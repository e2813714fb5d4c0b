@NullMarked
package io.paycast.testsupport;

import org.jspecify.annotations.NullMarked;
