package io.paycast.bench.delivery;

/**
 * What went wrong in a run; one of anything makes its figures worthless.
 *
 * @param missing deliveries that did not come
 * @param doubled deliveries that came again
 * @param reordered deliveries that came after a later one of their payment
 * @param misdirected deliveries to a listener that should not see them
 * @param lost sockets that closed, or could not be opened, where they should be open
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
