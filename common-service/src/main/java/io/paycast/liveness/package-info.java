/** Whether a thread still does its work, and what happens when it cannot. */
@NullMarked
package io.paycast.liveness;

import org.jspecify.annotations.NullMarked;
