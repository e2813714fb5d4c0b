@NullMarked
package io.paycast.cli.scenario;

import org.jspecify.annotations.NullMarked;
