package io.paycast.console.demo;

/** What the shop sells. The pages show the same. */
final class Product {

    static final String TITLE = "Walnut desk lamp";
    static final String PRICE = "150.00";
    static final String CURRENCY = "AED";

    private Product() {}
}
