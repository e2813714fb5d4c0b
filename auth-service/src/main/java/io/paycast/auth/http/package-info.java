/**
 * Shared by all endpoints: strict JSON bodies, responses and problem details, and a bounded
 * executor for blocking work.
 */
@NullMarked
package io.paycast.auth.http;

import org.jspecify.annotations.NullMarked;
