package io.paycast.tabby.webhook;

/** Remembers the webhooks that are not delivered yet, so that they survive a restart. */
public interface Outbox {

    /** Remembers nothing. */
    Outbox NONE =
            new Outbox() {
                @Override
                public long add(Webhook webhook) {
                    return 0;
                }

                @Override
                public void remove(long number) {}
            };

    /** A webhook will be sent; returns its number. */
    long add(Webhook webhook);

    /** All its receivers have it, or it was given up. */
    void remove(long number);
}
