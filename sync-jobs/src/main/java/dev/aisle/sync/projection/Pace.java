package dev.aisle.sync.projection;

import java.time.Duration;

/**
 * How many products and categories a transaction may recompute, so that it takes about the
 * time that it should: a product that comes into five listings costs ten times one that
 * stays as it is.
 */
final class Pace {

    private static final int FLOOR = 100;

    private final long goal;

    private final int most;

    private int budget;

    Pace(Duration goal, int most) {
        this.goal = goal.toNanos();
        this.most = most;
        this.budget = Math.min(2_000, most);
    }

    int budget() {
        return this.budget;
    }

    void took(int keys, long nanos) {
        if (keys == 0) {
            // it says nothing of what a key takes
            return;
        }
        if (nanos > this.goal) {
            int affordable = (int) (keys * (double) this.goal / nanos);
            this.budget = Math.clamp(affordable, Math.max(Math.min(FLOOR, this.most), this.budget / 4), this.budget);
        } else if (keys >= this.budget * 3 / 4) {
            this.budget = Math.min(this.most,
                    (int) Math.min(2.0 * this.budget, this.budget * (double) this.goal / Math.max(1, nanos)));
        }
    }

}
