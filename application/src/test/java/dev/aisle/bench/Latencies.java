package dev.aisle.bench;

import java.util.concurrent.ConcurrentLinkedQueue;

/** Durations from many threads, and their percentiles. */
final class Latencies {

    private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();

    void add(long duration) {
        this.nanos.add(duration);
    }

    void clear() {
        this.nanos.clear();
    }

    int count() {
        return this.nanos.size();
    }

    /** The duration that so many percent don't exceed, in milliseconds. */
    double percentile(double percent) {
        long[] sorted = this.nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int rank = (int) Math.ceil(percent / 100 * sorted.length);
        return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)] / 1e6;
    }

    double max() {
        return percentile(100);
    }

    @Override
    public String toString() {
        return "%d measured, median %.1f ms, p99 %.1f ms, max %.1f ms".formatted(count(), percentile(50),
                percentile(99), max());
    }

}
