package dev.aisle.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.aisle.bench.ReadBenchmark.Part;
import dev.aisle.bench.ReadComparison.Turn;

/** The mixed load: against {@code const}, beside writers, and without Redis. */
final class MixedLoadRows {

    /** Longer than this nobody needs watch a rebuild to know what it costs readers. */
    private static final Duration REBUILD_WATCHED = Duration.ofSeconds(60);

    private final ReadBenchmark.Subject subject;

    private final HotReads hot;

    private final StorefrontLoad load;

    private final ReadComparison comparison;

    private final BenchmarkOptions options;

    private final FigureTable table;

    private final int seconds;

    private HotReads.@Nullable Page known;

    MixedLoadRows(ReadBenchmark.Subject subject, HotReads hot, StorefrontLoad load, ReadComparison comparison,
            BenchmarkOptions options, FigureTable table) {
        this.subject = subject;
        this.hot = hot;
        this.load = load;
        this.comparison = comparison;
        this.options = options;
        this.table = table;
        this.seconds = options.smoke() ? 1 : 10;
    }

    /** Adds the rows of some parts. Redis doesn't live through the last of them. */
    void measure(HotReads.Page like, Set<Part> parts) throws IOException, InterruptedException {
        if (parts.contains(Part.MIXED)) {
            againstConst(mean(like));
        }
        if (parts.contains(Part.BESIDE)) {
            this.comparison.turn(this.load::run, this.seconds);
            besideEdits();
            besideStockChanges();
            besideRebuild();
        }
        if (parts.contains(Part.REDIS)) {
            withoutRedis(mean(like));
        }
    }

    private void againstConst(HotReads.Page mean) throws IOException, InterruptedException {
        var compared = this.comparison.compare(this.hot.constant(mean), this.load::run);
        this.table.row("mixed load, of `const` of %,d bytes".formatted(mean.bytes()), compared.toString(), "≥ 0.6",
                compared.ratio() >= 0.6);
        this.table.row("its p99, of that of `const`",
                "%.1f: %.1f ms of %.1f ms".formatted(compared.p99Ratio(), compared.p99(), compared.baseP99()), "≤ 3",
                compared.p99Ratio() <= 3);
        var drawn = this.comparison.compare(seconds -> this.load.runOf(constMix(), this.hot.constPath(mean), seconds),
                this.load::run);
        this.table.row("mixed load, of `const` asked for with the work of drawing the mix", drawn.toString(), "");
    }

    private static Path constMix() {
        return Path.of("bench", "const-mix.lua").toAbsolutePath();
    }

    /** {@code const} with bodies of the mean size in the mix: what wrk read, less what the headers are known to be. */
    private HotReads.Page mean(HotReads.Page like) throws IOException, InterruptedException {
        if (this.known != null) {
            return this.known;
        }
        var sample = this.comparison.turn(this.hot.constant(like), Math.max(2, this.seconds / 4)).result();
        double headers = sample.bytes() / sample.requests() - like.bytes();
        var mixed = this.comparison.turn(this.load::run, this.seconds).result();
        var page = this.hot.sized("mixed", like, (int) (mixed.bytes() / mixed.requests() - headers));
        this.known = page;
        return page;
    }

    private void besideEdits() throws InterruptedException, IOException {
        int rate = this.options.smoke() ? 10 : 200;
        // other products in each run: what is so already costs next to nothing
        int first = (int) (this.subject.database().head() % this.options.catalog().products());
        var warmUp = EditLoad.blind(this.subject.client(), this.options.catalog(), first);
        complaint(start(() -> warmUp.warmUp(rate, this.options.smoke() ? 3 : 90)));
        var edits = EditLoad.blind(this.subject.client(), this.options.catalog(), warmUp.order());
        beside("%d edits a second".formatted(rate), 0.8, rate, () -> edits.run(rate, 3_600), edits::stop, edits::sent);
    }

    private void besideStockChanges() throws IOException, InterruptedException {
        int rate = this.options.smoke() ? 100 : 10_000;
        var stock = new StockLoad(this.subject.client(), this.options.catalog(), rate);
        beside("%,d stock changes a second with %,d flips".formatted(rate, rate / StockLoad.FLIP), 0.6, rate,
                stock::run, stock::stop, stock::changed);
    }

    /** What goes on beside the readers. */
    private interface Work {

        void run() throws IOException, InterruptedException;

    }

    private static CompletableFuture<Void> start(Work work) {
        return CompletableFuture.runAsync(() -> {
            try {
                work.run();
            } catch (IOException ex) {
                throw new UncheckedIOException(ex);
            } catch (InterruptedException ex) {
                throw new IllegalStateException(ex);
            }
        }, command -> Thread.ofVirtual().start(command));
    }

    /** What became of work: nothing to say, or what it failed of. Writers that are refused don't end a run. */
    private static String complaint(CompletableFuture<Void> working) {
        try {
            working.join();
            return "";
        } catch (CompletionException ex) {
            var cause = (ex.getCause() instanceof UncheckedIOException unchecked) ? unchecked.getCause()
                    : ex.getCause();
            return ", " + ((cause == null) ? ex.getMessage() : cause.getMessage());
        }
    }

    /** Less work than asked for would make the readers' figure too good. */
    private void beside(String what, double wanted, int rate, Work work, Runnable stop, Supplier<Integer> done)
            throws IOException, InterruptedException {
        var before = this.comparison.turn(this.load::run, this.seconds);
        var working = start(work);
        Turn during;
        double worked;
        try {
            // the first moment is neither with nor without it
            this.comparison.turn(this.load::run, this.options.smoke() ? 1 : 3);
            int doneBefore = done.get();
            long begin = System.nanoTime();
            during = this.comparison.turn(this.load::run, 2 * this.seconds);
            worked = (done.get() - doneBefore) * 1e9 / (System.nanoTime() - begin);
        } finally {
            stop.run();
        }
        var complaint = complaint(working);
        this.subject.database().awaitSettled(Duration.ofMinutes(5), _ -> {});
        var after = this.comparison.turn(this.load::run, this.seconds);
        row("mixed load during " + what, wanted, List.of(before, after), List.of(during),
                ", %,.0f a second done%s".formatted(worked, complaint), worked >= 0.9 * rate && complaint.isEmpty());
    }

    private void besideRebuild() throws IOException, InterruptedException {
        var before = this.comparison.turn(this.load::run, this.seconds);
        List<Turn> during = new ArrayList<>();
        long end = System.nanoTime() + REBUILD_WATCHED.toNanos();
        var rebuild = start(() -> this.subject.client().awaitJob(this.subject.client()
                .post("/jobs/rebuild-read-model", "{}").headers().firstValue("Location").orElseThrow()));
        do {
            during.add(this.comparison.turn(this.load::run, Math.max(1, this.seconds / 2)));
        } while (!rebuild.isDone() && System.nanoTime() < end);
        var seen = rebuild.isDone() ? ", all of it" : ", its first %d s".formatted(REBUILD_WATCHED.toSeconds());
        rebuild.join();
        var after = this.comparison.turn(this.load::run, this.seconds);
        row("mixed load during a rebuild" + seen, 0.7, List.of(before, after), during, "", true);
    }

    private void row(String what, double wanted, List<Turn> without, List<Turn> with, String further, boolean worked) {
        double withoutRate = mean(without);
        double ratio = mean(with) / withoutRate;
        double p99 = with.stream().mapToDouble(Turn::p99).max().orElseThrow();
        long failed = with.stream().mapToLong(turn -> turn.result().failed()).sum();
        this.table.row(what + ", of the same without",
                "%.2f: %,.0f a second of %,.0f, p99 %.1f ms, %,d failed%s".formatted(ratio, mean(with), withoutRate,
                        p99, failed, further),
                "≥ " + wanted, worked && failed == 0 && ratio >= wanted);
    }

    private static double mean(List<Turn> turns) {
        return turns.stream().mapToDouble(Turn::rate).average().orElseThrow();
    }

    /** From the moment on in which it is killed. */
    private void withoutRedis(HotReads.Page mean) throws IOException, InterruptedException {
        this.comparison.turn(this.hot.constant(mean), 1);
        this.subject.redis().kill();
        var first = this.comparison.turn(this.load::run, this.seconds);
        var compared = this.comparison.compareWarm(this.hot.constant(mean), this.load::run);
        this.table.row("mixed load, Redis killed, of `const`", compared.toString(), "≥ 0.25",
                compared.ratio() >= 0.25);
        long failed = first.result().failed() + compared.failed();
        this.table.row("its answers that failed, from the kill on; p99",
                "%,d; %.1f ms".formatted(failed, Math.max(first.p99(), compared.p99())), "none", failed == 0);
    }

}
