@NullMarked
package io.paycast.console.demo;

import org.jspecify.annotations.NullMarked;
