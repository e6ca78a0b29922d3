package dev.aisle.sync.repair;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.aisle.query.repair.Suspect;
import dev.aisle.sync.SyncSettings;

/**
 * The keys that wait to be recomputed, each once, and when the next may be: so many in a second, and never for more than
 * a part of the time, whatever each of them costs. For one thread.
 */
final class WaitingKeys {

    private final Set<Suspect> keys = new LinkedHashSet<>();

    private final SyncSettings.Repair limits;

    private final int batch;

    private long dueAt;

    /**
     * None yet.
     * @param limits how many, and how fast
     * @param now nanoseconds of any clock
     */
    WaitingKeys(SyncSettings.Repair limits, long now) {
        this.limits = limits;
        this.batch = Math.clamp(limits.perSecond() / 4, 1, 25);
        this.dueAt = now;
    }

    /** Returns whether there was room for it. */
    boolean add(Suspect key) {
        return this.keys.contains(key) || this.keys.size() < this.limits.waiting() && this.keys.add(key);
    }

    int size() {
        return this.keys.size();
    }

    /** Takes those that may be recomputed now, perhaps none. */
    List<Suspect> due(long now) {
        if (now - this.dueAt < 0) {
            return List.of();
        }
        var due = new ArrayList<Suspect>(this.keys.stream().limit(this.batch).toList());
        due.forEach(this.keys::remove);
        return due;
    }

    /** So many were recomputed, from one time to another. */
    void took(int number, long from, long to) {
        long pace = Duration.ofSeconds(number).toNanos() / this.limits.perSecond();
        this.dueAt = from + Math.max(pace, (to - from) * 100 / this.limits.percentOfTime());
    }

    /** How long to wait for more keys at most before asking again what is due. */
    Duration pause(long now, Duration longest) {
        if (this.keys.isEmpty()) {
            return longest;
        }
        return Duration.ofNanos(Math.clamp(this.dueAt - now, 1_000_000L, longest.toNanos()));
    }

}
