package dev.aisle.command;

/** Where long work says how far it is, and asks whether to go on. */
public interface ProgressListener {

    /** Tells nobody, and never stops. */
    ProgressListener NONE = new ProgressListener() {};

    /**
     * Begins a phase.
     * @param phase a word for it, in kebab-case
     * @param total how much there is to do in it, about, or 0 if that isn't known
     */
    default void begin(String phase, long total) {}

    /**
     * Says how much of the phase is done. Cheap: may be called often.
     * @param done of the total
     */
    default void done(long done) {}

    /**
     * Asks whether to stop early.
     * @return whether to
     */
    default boolean isStopped() {
        return false;
    }

}
