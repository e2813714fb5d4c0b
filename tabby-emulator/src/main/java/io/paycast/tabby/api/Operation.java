package io.paycast.tabby.api;

import org.jspecify.annotations.Nullable;

/** A call of Tabby's API, with what its documentation says of a missing or unknown key. */
enum Operation {
    CREATE_SESSION("merchant is null"),
    RETRIEVE_SESSION("auth: provided key doesn't exist"),
    RETRIEVE_PAYMENT("missing Bearer scheme"),
    LIST_PAYMENTS(null),
    CHANGE_PAYMENT(null),
    REGISTER_WEBHOOK("authorization"),
    LIST_WEBHOOKS("authorization"),
    UPDATE_WEBHOOK("authorization"),
    RETRIEVE_WEBHOOK("invalid secret key"),
    REMOVE_WEBHOOK("invalid secret key");

    private final @Nullable String unauthorized;

    Operation(@Nullable String unauthorized) {
        this.unauthorized = unauthorized;
    }

    ApiError unauthorized() {
        return new ApiError.Message(401, "not_authorized", unauthorized);
    }
}
