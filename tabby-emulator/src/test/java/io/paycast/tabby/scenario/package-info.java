@NullMarked
package io.paycast.tabby.scenario;

import org.jspecify.annotations.NullMarked;
