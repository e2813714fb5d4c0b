package io.paycast.bench.delivery;

/**
 * The errors of one run; a single one makes its figures invalid.
 *
 * @param missing deliveries that did not arrive
 * @param doubled deliveries that arrived again
 * @param reordered deliveries that arrived after a later one of their payment
 * @param misdirected deliveries to a client that may not see them
 * @param lost sockets that closed or did not open
 */
public record DeliveryErrors(
        long missing, long doubled, long reordered, long misdirected, long lost) {

    public boolean none() {
        return missing == 0 && doubled == 0 && reordered == 0 && misdirected == 0 && lost == 0;
    }

    @Override
    public String toString() {
        return "missing %,d, doubled %,d, reordered %,d, misdirected %,d, sockets lost %,d"
                .formatted(missing, doubled, reordered, misdirected, lost);
    }
}
