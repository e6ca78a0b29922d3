package dev.aisle.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Storefront reads against {@code const}, constant bytes from the same application: hot, mixed, beside writers, without
 * Redis; and pages of listings by SQL alone, against SQL on normalised tables.
 */
final class ReadBenchmark {

    static final int CONNECTIONS = 32;

    private static final int BARE_BYTES = 4096;

    private static final int PAGE = 10;

    private static final int DEPTH = 1_000;

    private final BenchmarkOptions options;

    private final Set<Part> parts;

    private final FigureTable table = new FigureTable("reads");

    private final List<Size> sizes = new ArrayList<>();

    private int heap;

    private long requests;

    private long failed;

    private ReadBenchmark(BenchmarkOptions options, Set<Part> parts) {
        this.options = options;
        this.parts = parts;
    }

    /** What is measured. */
    record Subject(AisleProcess aisle, AisleClient client, BenchmarkDatabase database, OwnRedis redis) {}

    /** What hot reads reach at a size of the catalog, of {@code const}. */
    private record Size(int products, List<Double> ratios) {

        @Override
        public String toString() {
            return "%,d: ".formatted(this.products)
                    + String.join(" / ", this.ratios.stream().map("%.2f"::formatted).toList());
        }

    }

    /**
     * Runs the benchmark.
     * @param args see {@link BenchmarkOptions}; {@code --sizes=10000,100000} names further sizes for the hot reads, and
     * {@code --only=hot,mixed} some {@linkplain Part parts}
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        var options = BenchmarkOptions.of(args);
        var parts = parts(args);
        if (options.write() && parts.size() < Part.values().length) {
            throw new IllegalArgumentException("--write puts down a whole run: leave --only away");
        }
        if (Baseline.isThere(options)) {
            new ReadBenchmark(options, parts).run(furtherSizes(args, options));
        }
    }

    /** What can be measured alone. */
    enum Part {
        /** Pages of listings by SQL. */
        SQL,
        /** Single pages over and over. */
        HOT,
        /** The mixed load. */
        MIXED,
        /** The mixed load beside edits, stock changes and a rebuild. */
        BESIDE,
        /** The mixed load when Redis is killed. */
        REDIS,
        /** Hot reads at other sizes of the catalog. */
        SIZES
    }

    private static Set<Part> parts(String[] args) {
        var named = Arrays.stream(args).filter(arg -> arg.startsWith("--only="))
                .flatMap(arg -> Stream.of(arg.substring("--only=".length()).split(",")))
                .map(name -> Part.valueOf(name.toUpperCase(Locale.ROOT))).toList();
        return named.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(named);
    }

    private static int[] furtherSizes(String[] args, BenchmarkOptions options) {
        var usual = options.smoke() ? "" : "10000";
        var named = Arrays.stream(args).filter(arg -> arg.startsWith("--sizes="))
                .map(arg -> arg.substring("--sizes=".length())).findFirst().orElse(usual);
        return Stream.of(named.split(",")).filter(size -> !size.isEmpty()).mapToInt(Integer::parseInt)
                .filter(size -> size != options.products()).toArray();
    }

    private void run(int... furtherSizes) throws IOException, InterruptedException {
        measure(this.options, true);
        if (this.parts.contains(Part.SIZES)) {
            for (int size : furtherSizes) {
                measure(this.options.withProducts(size), false);
            }
        }
        if (this.sizes.size() > 1) {
            double worst = IntStream.range(0, 3).mapToDouble(this::likeness).min().orElseThrow();
            this.table.row("product / listing page / category, hot, of `const`, by products",
                    String.join("; ", this.sizes.stream().map(Size::toString).toList()),
                    "the same, within a tenth", worst >= 0.9);
        }
        this.table.row("most of the heap in use after a collection", this.heap + " MB", "≤ 512 MB", this.heap <= 512);
        this.table.row("answers that failed, of all", "%,d of %,d".formatted(this.failed, this.requests), "none",
                this.failed == 0);
        this.table.finish(this.options);
    }

    /** The lowest ratio of a read at any size, of the highest. */
    private double likeness(int read) {
        var ratios = this.sizes.stream().map(size -> size.ratios().get(read)).toList();
        return Collections.min(ratios) / Collections.max(ratios);
    }

    private void measure(BenchmarkOptions size, boolean all) throws IOException, InterruptedException {
        var directory = LoadedCatalog.dataDirectory(size);
        var recordings = size.folder().resolve("reads-const");
        Folders.delete(recordings);
        try (var redis = OwnRedis.start(size.folder().resolve("reads-redis"), directory.resolve("programs"));
                var aisle = AisleProcess.startWithConst(directory, settings(redis, recordings));
                var client = aisle.client(); var database = aisle.database()) {
            database.awaitSettled(Duration.ofMinutes(10), _ -> {});
            var comparison = new ReadComparison(aisle, size.smoke());
            measure(new Subject(aisle, client, database, redis),
                    new HotReads(aisle, client, recordings, comparison), comparison, size, all);
            this.heap = Math.max(this.heap, aisle.liveHeapSince(0));
            this.requests += comparison.requests();
            this.failed += comparison.failed();
        }
    }

    private static String[] settings(OwnRedis redis, Path recordings) {
        return Stream.concat(redis.settings().stream(), Stream.of("--" + AisleWithConst.RECORDINGS + "=" + recordings,
                "--aisle.sync.rebuild.keep-previous=1s", PageStatement.SETTING)).toArray(String[]::new);
    }

    private void measure(Subject subject, HotReads hot, ReadComparison comparison, BenchmarkOptions size, boolean all)
            throws IOException, InterruptedException {
        if (all && this.parts.contains(Part.SQL)) {
            new ListingSqlRows(subject.client(), subject.database(), size, this.table).measure();
        }
        var load = StorefrontLoad.prepare(subject.aisle(), subject.client(), subject.database(), size,
                size.folder().resolve("reads-load"), CONNECTIONS);
        boolean mixed = all && !Collections.disjoint(this.parts, EnumSet.of(Part.MIXED, Part.BESIDE, Part.REDIS));
        if (mixed) {
            this.table.row("read before, so that Redis has them, the most popular first",
                    load.warm(subject.client(), Duration.ofSeconds(size.smoke() ? 2 : 600)), "");
        }
        var product = hot.page("product", load.mostPopular().get(0));
        if (!all || this.parts.contains(Part.HOT) || this.parts.contains(Part.SIZES)) {
            var page = hot.page("page", load.mostPopular().get(1));
            var category = hot.page("category", load.mostPopular().get(2));
            hot(product, page, category, hot, comparison, size, all);
        }
        if (all && this.parts.contains(Part.HOT)) {
            notModified(product, hot);
            depth(subject, hot);
        }
        if (mixed) {
            new MixedLoadRows(subject, hot, load, comparison, size, this.table).measure(product, this.parts);
        }
    }

    private void hot(HotReads.Page product, HotReads.Page page, HotReads.Page category, HotReads hot,
            ReadComparison comparison, BenchmarkOptions size, boolean shown) throws IOException, InterruptedException {
        // a JVM takes a while until it runs what it runs all the time as fast as it can
        for (var warmed : List.of(product, page, category)) {
            comparison.turn(hot.constant(warmed), size.smoke() ? 1 : 4);
            comparison.turn(hot.read(warmed.path()), size.smoke() ? 1 : 4);
        }
        if (shown) {
            besideBareHandler(hot.sized("bare", product, BARE_BYTES), hot, comparison);
        }
        this.sizes.add(new Size(size.products(), List.of(hotRow("product", product, hot, shown),
                hotRow("page of 24 cards", page, hot, shown), hotRow("category", category, hot, shown))));
    }

    private double hotRow(String what, HotReads.Page page, HotReads hot, boolean shown)
            throws IOException, InterruptedException {
        var compared = hot.compare(page);
        if (shown) {
            this.table.row("%s, %,d bytes, hot, of `const`".formatted(what, page.bytes()), compared.toString(),
                    "≥ 0.9", compared.ratio() >= 0.9);
        }
        return compared.ratio();
    }

    private void notModified(HotReads.Page page, HotReads hot) throws IOException, InterruptedException {
        var compared = hot.compareNotModified(page);
        this.table.row("`If-None-Match` → 304, hot, of `const` with its body", compared.toString(), "≥ 1.0",
                compared.ratio() >= 1);
        this.table.row("the same, of a 304 of `const`", hot.compareBothNotModified(page).toString(), "");
    }

    private void besideBareHandler(HotReads.Page page, HotReads hot, ReadComparison comparison)
            throws IOException, InterruptedException {
        try (var server = BareHandler.start(this.options.folder().resolve("reads-bare"), page.bytes())) {
            var compared = comparison.compare(
                    seconds -> StorefrontLoad.wrk(CONNECTIONS, seconds, List.of(server.address().toString())),
                    hot.constant(page));
            this.table.row("`const` of 4 KB, of a bare handler of the same server", compared.rates(), "");
        }
    }

    /** The first page of the longest listing, and one as far down as asked for or there is. */
    private void depth(Subject subject, HotReads hot) throws IOException, InterruptedException {
        var root = subject.database().texts("""
                SELECT id FROM read_g%d.category WHERE visible ORDER BY product_count DESC LIMIT 1"""
                .formatted(subject.database().generation())).getFirst();
        var first = "/v1/categories/%s/products?first=%d".formatted(root, PAGE);
        var path = first;
        int depth = 1;
        for (var page = subject.client().getJson(path); depth < DEPTH
                && page.path("pageInfo").path("hasNextPage").asBoolean(false); depth++) {
            path = first + "&after=" + page.path("pageInfo").path("endCursor").asString();
            page = subject.client().getJson(path);
        }
        var compared = hot.compare(first, path);
        this.table.row("page %,d by cursor, of page 1, hot".formatted(depth), compared.rates(), "≥ 0.9",
                compared.ratio() >= 0.9);
    }

}
