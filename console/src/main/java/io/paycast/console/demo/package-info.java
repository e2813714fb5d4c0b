/** The back end of the demo shop: what a shop's own back end does with Tabby and Paycast. */
@NullMarked
package io.paycast.console.demo;

import org.jspecify.annotations.NullMarked;
