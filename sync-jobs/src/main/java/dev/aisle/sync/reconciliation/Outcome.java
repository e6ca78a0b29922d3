package dev.aisle.sync.reconciliation;

/**
 * How a reconciliation ended.
 *
 * @param rounds how often it looked
 * @param rowsCompared how many stored rows it compared
 * @param leftOut how many keys were on their way whenever it looked
 * @param refused whether there was so much that a person has to say go on
 * @param found how many rows differed
 * @param repaired how many of them are right now
 * @param vanished how many suspects were right when they were looked at again
 * @param report the rest
 */
record Outcome(int rounds, long rowsCompared, long leftOut, boolean refused, long found, long repaired, long vanished,
        Report report) {

    String state() {
        if (this.refused) {
            return "refused";
        }
        if (this.found == 0) {
            return "clean";
        }
        return (this.found == this.repaired) ? "repaired" : "drift";
    }

}
