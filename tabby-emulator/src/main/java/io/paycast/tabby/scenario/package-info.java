/** Scenario files: what happens to payments, what goes wrong, and how it must end. */
@NullMarked
package io.paycast.tabby.scenario;

import org.jspecify.annotations.NullMarked;
