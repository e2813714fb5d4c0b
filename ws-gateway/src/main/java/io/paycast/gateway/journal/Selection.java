package io.paycast.gateway.journal;

import java.util.Collection;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Selects entries of the journal, and says by which names and audience the journal may find them.
 *
 * @param names payments and orders; a selected entry has at least one of them. Null if names do not
 *     matter: then every entry that the audience sees is selected
 * @param audience which merchants and modes can be selected
 * @param covers whether an entry is selected
 */
public record Selection(
        @Nullable Collection<String> names, Audience audience, Predicate<Entry> covers) {

    /** Selects merchants and modes. */
    public interface Audience {
        boolean sees(String merchantCode, boolean test);
    }

    /** A selection of every entry. */
    public static Selection everything() {
        return new Selection(null, (merchantCode, test) -> true, entry -> true);
    }
}
