package dev.aisle.oracle;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a failing history shorter by leaving out what it fails without. */
final class Shrinking {

    private Shrinking() {}

    /**
     * Leaves out ever smaller runs of steps, greedily, as long as the rest still fails.
     * @param history fails
     * @param fails whether a history fails
     * @param patience after which it stops trying
     * @return the shortest that was found
     */
    static CatalogHistory shrink(CatalogHistory history, Predicate<CatalogHistory> fails, Duration patience) {
        Instant end = Instant.now().plus(patience);
        CatalogHistory shortest = history;
        for (int size = Math.max(1, history.steps().size() / 2); size >= 1; size /= 2) {
            for (int begin = 0; begin < shortest.steps().size() && Instant.now().isBefore(end);) {
                CatalogHistory shorter = without(shortest, begin, size);
                if (fails.test(shorter)) {
                    shortest = shorter;
                } else {
                    begin += size;
                }
            }
        }
        return shortest;
    }

    private static CatalogHistory without(CatalogHistory history, int begin, int size) {
        List<Step> steps = new ArrayList<>(history.steps());
        steps.subList(begin, Math.min(steps.size(), begin + size)).clear();
        return history.with(steps);
    }

}
