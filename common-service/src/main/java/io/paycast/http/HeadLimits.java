package io.paycast.http;

import org.springframework.util.unit.DataSize;

/**
 * How much of a request's head the HTTP server reads.
 *
 * @param line the most bytes of the request line
 * @param fields the most bytes of all header fields together
 */
public record HeadLimits(DataSize line, DataSize fields) {}
