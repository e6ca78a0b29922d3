package dev.aisle.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Reads against {@code const}, in short turns, so that both meet the machine as it is at the time. Figures are medians
 * of the rounds. The processor's time for a request is told, too: it says the same when others use the machine as well.
 */
final class ReadComparison {

    private final AisleProcess aisle;

    private final int rounds;

    private final int seconds;

    private final int warmUp;

    private long requests;

    private long failed;

    ReadComparison(AisleProcess aisle, boolean smoke) {
        this.aisle = aisle;
        this.rounds = smoke ? 1 : 3;
        this.seconds = smoke ? 1 : 4;
        this.warmUp = smoke ? 0 : 2;
    }

    /** Reads for so many seconds. */
    interface Reading {

        StorefrontLoad.Result run(int seconds) throws IOException, InterruptedException;

    }

    /**
     * A turn.
     *
     * @param result what shoppers met
     * @param micros the processor's time for a request in microseconds, with all else that the process did meanwhile
     */
    record Turn(StorefrontLoad.Result result, double micros) {

        double rate() {
            return this.result.rate();
        }

        double p99() {
            return this.result.p99();
        }

    }

    /**
     * A read and what it was compared with.
     *
     * @param base the turns of {@code const}
     * @param read the other turns
     */
    record Compared(List<Turn> base, List<Turn> read) {

        /** The rate, of that of {@code const}. */
        double ratio() {
            return ofBase(Turn::rate);
        }

        /** The 99th percentile, of that of {@code const}. */
        double p99Ratio() {
            return ofBase(Turn::p99);
        }

        private double ofBase(ToDoubleFunction<Turn> figure) {
            List<Double> ratios = new ArrayList<>();
            for (int i = 0; i < this.read.size(); i++) {
                ratios.add(figure.applyAsDouble(this.read.get(i)) / figure.applyAsDouble(this.base.get(i)));
            }
            return median(ratios);
        }

        double p99() {
            return median(this.read.stream().map(Turn::p99).toList());
        }

        double baseP99() {
            return median(this.base.stream().map(Turn::p99).toList());
        }

        long failed() {
            return this.read.stream().mapToLong(turn -> turn.result().failed()).sum();
        }

        /** The ratio and what it is of. */
        String rates() {
            return "%.2f: %,.0f a second of %,.0f".formatted(ratio(),
                    median(this.read.stream().map(Turn::rate).toList()),
                    median(this.base.stream().map(Turn::rate).toList()));
        }

        @Override
        public String toString() {
            return "%s, %.0f µs of processor a request of %.0f".formatted(rates(),
                    median(this.read.stream().map(Turn::micros).toList()),
                    median(this.base.stream().map(Turn::micros).toList()));
        }

    }

    static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return (sorted.size() % 2 == 1) ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Reads both in turns, after a moment of each that doesn't count. */
    Compared compare(Reading base, Reading read) throws IOException, InterruptedException {
        if (this.warmUp > 0) {
            turn(base, this.warmUp);
            turn(read, this.warmUp);
        }
        return compareWarm(base, read);
    }

    /** Reads both in turns, and from the first moment on. */
    Compared compareWarm(Reading base, Reading read) throws IOException, InterruptedException {
        List<Turn> bases = new ArrayList<>();
        List<Turn> reads = new ArrayList<>();
        for (int round = 0; round < this.rounds; round++) {
            bases.add(turn(base, this.seconds));
            reads.add(turn(read, this.seconds));
        }
        return new Compared(bases, reads);
    }

    Turn turn(Reading reading, int forSeconds) throws IOException, InterruptedException {
        var before = this.aisle.processorTime();
        var result = reading.run(forSeconds);
        double micros = this.aisle.processorTime().minus(before).toNanos() / 1e3 / Math.max(1, result.requests());
        this.requests += result.requests();
        this.failed += result.failed();
        return new Turn(result, micros);
    }

    /** How many requests were sent in all. */
    long requests() {
        return this.requests;
    }

    /** How many of them got no good answer. */
    long failed() {
        return this.failed;
    }

}
