package io.paycast.console.demo;

/**
 * What the demo shop needs.
 *
 * @param cookieKey signs the cookies of orders; Base64
 */
public record DemoShopOptions(PaycastAccount paycast, TabbyAccount tabby, String cookieKey) {

    @Override
    public String toString() {
        return "DemoShopOptions[paycast=%s, tabby=%s]".formatted(paycast, tabby);
    }
}
