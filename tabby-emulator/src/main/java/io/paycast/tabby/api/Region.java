package io.paycast.tabby.api;

import io.paycast.tabby.model.TabbyCurrency;

/** Which of Tabby's hosts a path stands for. */
enum Region {
    /** {@code /tabby/api}: no host in particular, which serves all currencies. */
    ANY(""),
    /** {@code /tabby/ai/api}: api.tabby.ai, for the UAE and Kuwait. */
    AI("/ai"),
    /** {@code /tabby/sa/api}: api.tabby.sa, for KSA. */
    SA("/sa");

    private final String path;

    Region(String path) {
        this.path = path;
    }

    String path() {
        return path;
    }

    boolean serves(TabbyCurrency currency) {
        return switch (this) {
            case ANY -> true;
            case AI -> currency != TabbyCurrency.SAR;
            case SA -> currency == TabbyCurrency.SAR;
        };
    }
}
