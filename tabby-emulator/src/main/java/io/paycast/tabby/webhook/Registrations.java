package io.paycast.tabby.webhook;

import io.paycast.tabby.model.Account;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The registered webhooks: at most {@value #MAX_PER_ACCOUNT} for payments and as many for disputes
 * per merchant code and key, and {@value #MAX} in all. Thread-safe.
 */
public final class Registrations {

    /** Tabby's limit per merchant code and key. */
    public static final int MAX_PER_ACCOUNT = 4;

    static final int MAX = 10_000;

    private final Listener listener;
    private final Map<String, Registration> byId = new LinkedHashMap<>();
    private final List<UnlimitedWebhook> forAll = new ArrayList<>();

    /** Is told of every change. */
    public interface Listener {

        /** A webhook was added or replaced. */
        void registered(Registration registration);

        /** A webhook was removed. */
        void removed(String id);
    }

    public Registrations(Listener listener) {
        this.listener = listener;
    }

    private record UnlimitedWebhook(URI url, Registration.@Nullable Header header) {}

    /** Adds a webhook for every merchant code and key, which no limit counts and no list shows. */
    public synchronized void addForAll(URI url, Registration.@Nullable Header header) {
        forAll.add(new UnlimitedWebhook(url, header));
    }

    /** Adds a webhook that was stored earlier. */
    public synchronized void restore(Registration registration) {
        byId.put(registration.id(), registration);
    }

    /** Adds a webhook; returns false if its account has too many. */
    public synchronized boolean add(Registration registration) {
        if (byId.size() >= MAX
                || of(registration.account(), registration.disputes()).size() >= MAX_PER_ACCOUNT) {
            return false;
        }
        byId.put(registration.id(), registration);
        listener.registered(registration);
        return true;
    }

    /** The webhooks of an account, oldest first. */
    public synchronized List<Registration> of(Account account, boolean disputes) {
        return byId.values().stream()
                .filter(it -> it.disputes() == disputes && it.account().equals(account))
                .toList();
    }

    /** Finds a webhook by its id, whoever registered it. */
    public synchronized Optional<Registration> find(String id, boolean disputes) {
        return Optional.ofNullable(byId.get(id)).filter(it -> it.disputes() == disputes);
    }

    /** Replaces the webhook of the same id. */
    public synchronized void replace(Registration registration) {
        if (byId.replace(registration.id(), registration) != null) {
            listener.registered(registration);
        }
    }

    public synchronized void remove(String id) {
        if (byId.remove(id) != null) {
            listener.removed(id);
        }
    }

    /** The address that an account's payments go to first. */
    public Optional<Registration> first(Account account) {
        return receivers(account, false).stream().findFirst();
    }

    /** How many addresses an account's payments go to. */
    public int count(Account account) {
        return receivers(account, false).size();
    }

    /** To whom webhooks go: the registered ones first. */
    synchronized List<Registration> receivers(Account account, boolean disputes) {
        var receivers = new ArrayList<>(of(account, disputes));
        forAll.forEach(it ->
                receivers.add(
                        new Registration("default", account, disputes, it.url(), it.header())));
        return receivers;
    }
}
