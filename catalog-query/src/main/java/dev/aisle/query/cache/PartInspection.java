package dev.aisle.query.cache;

/** Compares what Redis holds with the read model. */
public interface PartInspection {

    /**
     * Looks at every part that readers could be given. One that says something else than the read model is a difference
     * only if all that changed the read model was told to Redis before it was read: what is on its way is left alone.
     * @param watch is told what is found
     * @return whether it came to its end: if not, it was stopped, or the cache began anew meanwhile
     * @throws CacheUnavailableException if Redis didn't answer
     */
    boolean inspect(Watch watch);

    /** Follows an inspection. */
    interface Watch {

        /**
         * Tells whether differing parts are to be removed, so that readers make them anew.
         * @return whether to remove them
         */
        boolean removes();

        /**
         * Tells whether to give up.
         * @return whether to stop
         */
        boolean isStopped();

        /**
         * Is told how far it is.
         * @param parts how many parts were looked at so far
         */
        void looked(long parts);

        /**
         * Is told of a part that differs.
         * @param part the part
         * @param removed whether it is gone
         */
        void differs(DifferingPart part, boolean removed);
    }

    /**
     * A part that differs.
     *
     * @param kind the kind of thing
     * @param id the thing's id
     * @param field which of its parts
     * @param type how it differs
     */
    record DifferingPart(String kind, String id, String field, Type type) {}

    /** How a part differs. */
    enum Type {

        /** There is nothing to show any more, or no such part. */
        SURPLUS,

        /** It was right once. */
        STALE,

        /** It can't be read, or says what was never so. */
        CORRUPT
    }
}
