/** What Tabby keeps of a payment, and how it changes. */
@NullMarked
package io.paycast.tabby.model;

import org.jspecify.annotations.NullMarked;
