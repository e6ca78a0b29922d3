package dev.aisle.query.http;

import java.util.List;
import java.util.Optional;

import dev.aisle.kernel.ConsistencyToken;
import dev.aisle.query.cache.PartKey;
import dev.aisle.query.cache.PartLook;

/** An answer that is looked for in one place after the other. */
public interface Sought {

    /** Looks for parts in one of these places. */
    @FunctionalInterface
    interface Lookup {

        /**
         * Looks for parts, all at once.
         * @param keys their names
         * @return what there is of them
         */
        PartLook look(List<? extends PartKey<?>> keys);
    }

    /**
     * What cached parts gave.
     *
     * @param answer the answer, or empty if parts are missing
     * @param look the look that missed them
     * @param behind whether something in the answer is older than what caches hold, and may miss what a token names
     */
    record Found(Optional<Answer> answer, PartLook look, boolean behind) {

        /**
         * Of parts that are all as new as what caches hold.
         * @param answer the answer, or empty if parts are missing
         * @param look the look that missed them
         */
        public Found(Optional<Answer> answer, PartLook look) {
            this(answer, look, false);
        }

        /**
         * Parts are missing.
         * @param look the look that missed them
         * @return no answer
         */
        public static Found nothing(PartLook look) {
            return new Found(Optional.empty(), look);
        }
    }

    /**
     * Names the body that was put together for the same not long ago.
     * @return its name, or empty if such bodies aren't kept
     */
    default Optional<PartKey<?>> body() {
        return Optional.empty();
    }

    /**
     * Puts the answer together from cached parts only.
     * @param lookup where to look for them
     * @return the answer, if all of them are there
     */
    Found inParts(Lookup lookup);

    /**
     * Reads the answer, and stores its parts.
     * @param before the look that missed them
     * @return the answer, or empty if there is nothing to show
     */
    Optional<Answer> load(PartLook before);

    /**
     * Reads a state that satisfies a token.
     * @param token what the reader passed
     * @return the answer, or empty if there is nothing to show
     */
    Optional<Answer> exactly(ConsistencyToken token);
}
