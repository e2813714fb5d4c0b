@NullMarked
package io.paycast.settings;

import org.jspecify.annotations.NullMarked;
