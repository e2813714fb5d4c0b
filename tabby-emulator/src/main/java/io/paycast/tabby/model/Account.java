package io.paycast.tabby.model;

/** A merchant code with a key: what webhooks are registered for and payments belong to. */
public record Account(String merchantCode, ApiKey key) {}
