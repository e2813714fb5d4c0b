@NullMarked
package io.paycast.net;

import org.jspecify.annotations.NullMarked;
