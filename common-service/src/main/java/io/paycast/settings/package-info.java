/** Validation of settings, with one wording for all services. */
@NullMarked
package io.paycast.settings;

import org.jspecify.annotations.NullMarked;
