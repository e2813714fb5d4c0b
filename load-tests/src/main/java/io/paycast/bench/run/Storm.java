package io.paycast.bench.run;

/**
 * A storm of clients that come back.
 *
 * @param behind how many webhooks come while they are away
 * @param stayed how many sockets stay open all the while
 */
public record Storm(int behind, int stayed) {}
