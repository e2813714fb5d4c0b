/**
 * What every endpoint shares: strict JSON in, answers and problem details out, bounded blocking
 * work.
 */
@NullMarked
package io.paycast.auth.http;

import org.jspecify.annotations.NullMarked;
