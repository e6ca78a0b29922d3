package dev.aisle.sync.status;

/**
 * How far behind things are, in one snapshot.
 *
 * @param events how many events are not settled
 * @param seconds how old the oldest of them is, or how long windows haven't been looked at, beyond what is usual
 * @param dirty how many keys wait to be recomputed
 * @param cacheEvents how many settled events Redis hasn't been told about
 * @param cacheSeconds how long ago Redis was as new as the read model is
 * @param deadLetters how many keys are set aside
 * @param oldestTransaction for how many seconds the oldest transaction has been open
 * @param generationAge for how many seconds readers could have used the generation that they use
 */
record Lag(long events, double seconds, long dirty, long cacheEvents, double cacheSeconds, long deadLetters,
        double oldestTransaction, double generationAge) {

    /** The same, when it couldn't be looked at again for so long. */
    Lag unseenFor(double moreSeconds) {
        return new Lag(this.events, this.seconds + moreSeconds, this.dirty, this.cacheEvents,
                this.cacheSeconds + moreSeconds, this.deadLetters, this.oldestTransaction,
                this.generationAge + moreSeconds);
    }

    /** Whether it is less than another in any way that counts. */
    boolean isLessThan(Lag before) {
        return this.events < before.events || this.seconds < before.seconds || this.dirty < before.dirty;
    }

}
