@NullMarked
package io.paycast.bench.account;

import org.jspecify.annotations.NullMarked;
