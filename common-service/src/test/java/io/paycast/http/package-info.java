@NullMarked
package io.paycast.http;

import org.jspecify.annotations.NullMarked;
