package dev.aisle.command;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The proof that folding the journal gives the write model's tables. It goes on from the
 * last verified baseline and, when all is well, moves that to where it began. Its memory is
 * bounded by a batch of products and the tree of categories, of which a catalog has tens of
 * thousands; editors go on meanwhile. Usable in every process.
 */
public interface JournalVerification {

    /** Most differences that are told one by one. */
    int MOST_TOLD = 100;

    /**
     * Verifies. Only one verification runs at a time: another waits for its end.
     * @param progress is told how far it is, and may stop it
     * @return what was found
     */
    Verified verify(ProgressListener progress);

    /**
     * What a verification found.
     *
     * @param position the new baseline; the old one if there are differences, or it was stopped
     * @param complete whether it came to its end
     * @param categories how many categories were compared
     * @param products how many products were compared, with their stock and prices
     * @param events how many events were folded
     * @param differing how many rows differ
     * @param differences the first of these, {@value #MOST_TOLD} at most
     */
    record Verified(long position, boolean complete, long categories, long products, long events, long differing,
            List<Difference> differences) {

        /** Copies the list. */
        public Verified {
            differences = List.copyOf(differences);
        }
    }

    /**
     * A row that isn't what the journal makes it.
     *
     * @param row its table and key
     * @param folded what the journal makes it, or null for no row
     * @param stored what it is, or null for no row
     */
    record Difference(String row, @Nullable String folded, @Nullable String stored) {

    }

}
