package dev.aisle.sync.projection;

import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

import dev.aisle.sync.following.Outage;
import dev.aisle.sync.jobs.JobProblemException;

/** Finds out which of many keys a rebuild can't store. */
final class FaultyKey {

    private FaultyKey() {}

    /**
     * Makes of a failure one that names the key at fault, if it is one's.
     * @param kind what the keys are
     * @param keys those that were tried together
     * @param failure how that failed
     * @param trial tries some of them, leaving nothing behind
     * @return what to throw instead
     */
    static RuntimeException explain(Kind kind, List<String> keys, DataAccessException failure,
            Consumer<List<String>> trial) {
        if (!Outage.isOfTheData(failure)) {
            return failure;
        }
        var among = keys;
        var last = failure;
        while (among.size() > 1) {
            int half = among.size() / 2;
            var first = among.subList(0, half);
            var found = failure(first, trial);
            if (found != null) {
                last = found;
                among = first;
            } else {
                among = among.subList(half, among.size());
            }
        }
        var alone = among.isEmpty() ? null : failure(among, trial);
        return (alone == null)
                // together only: no key to name
                ? last
                : new JobProblemException("The %s '%s' can't be projected (%s): correct it, then restart."
                        .formatted(kind.word(), among.getFirst(), Quarantine.error(alone)));
    }

    private static @Nullable DataAccessException failure(List<String> keys, Consumer<List<String>> trial) {
        try {
            trial.accept(keys);
            return null;
        } catch (DataAccessException ex) {
            return ex;
        }
    }

}
