package dev.aisle.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;

import dev.aisle.bench.PageStatement.After;

/** Pages of listings by the application's own SQL, with no cache: against plain SQL, and far down against the first. */
final class ListingSqlRows {

    private static final Pattern VARIABLE = Pattern.compile(":c\\b");

    private static final int PAGE = 10;

    private static final int DEPTH = 1_000;

    private final AisleClient client;

    private final BenchmarkDatabase database;

    private final BenchmarkOptions options;

    private final FigureTable table;

    private final SqlLoad load;

    private final int rounds;

    private final int seconds;

    ListingSqlRows(AisleClient client, BenchmarkDatabase database, BenchmarkOptions options, FigureTable table) {
        this.client = client;
        this.database = database;
        this.options = options;
        this.table = table;
        this.load = new SqlLoad(database);
        this.rounds = options.smoke() ? 1 : 3;
        this.seconds = options.smoke() ? 1 : 4;
    }

    /** Adds the rows. No cache may hold a page of a root yet. */
    void measure() throws IOException, InterruptedException {
        var root = deepest();
        var path = "/v1/categories/%s/products?first=".formatted(root.id());
        var first = PageStatement.of(this.client, this.database, path + 24);
        var short1 = PageStatement.of(this.client, this.database, path + PAGE);
        var cursor = this.client.getJson(path + PAGE).path("pageInfo").path("endCursor").asString();
        var later = PageStatement.of(this.client, this.database, path + PAGE + "&after=" + cursor);
        Baseline.seedOnce(this.database, this.options);
        int categories = this.options.catalog().categories();
        against("mid level", first, categories * 5 / 100 + 1, categories * 15 / 100, 20);
        against("a root", first, 1, categories / 100, 200);
        depth(short1, later);
    }

    private void against(String where, PageStatement page, int lowest, int highest, int wanted)
            throws IOException, InterruptedException {
        var rates = this.load.compare(
                new SqlLoad.Load("baseline", naive(),
                        (statement, random) -> statement.setInt(1, random.nextInt(lowest, highest + 1))),
                new SqlLoad.Load("aisle", page.sql(),
                        (statement, random) -> page.set(statement, "c" + random.nextInt(lowest, highest + 1))),
                this.rounds, this.seconds);
        this.table.row("listing page by SQL, %s, times `listing-naive.sql`".formatted(where),
                "%.0f: %,.0f a second of %,.1f".formatted(rates.ratio(), rates.other(), rates.base()), "≥ " + wanted,
                rates.ratio() >= wanted);
    }

    /** A script for pgbench: its first line draws a category, the rest is the statement. */
    private String naive() throws IOException {
        var script = Files.readString(this.options.sharedFolder().resolve("bench").resolve("listing-naive.sql"));
        var sql = script.substring(script.indexOf('\n') + 1).strip();
        var prepared = VARIABLE.matcher(sql).replaceAll("?");
        if (!script.startsWith("\\set c ") || prepared.chars().filter(c -> c == '?').count() != 1) {
            throw new IOException("listing-naive.sql has another shape than it had");
        }
        return prepared;
    }

    private record Root(String id, int products) {}

    private Root deepest() {
        var found = roots(1).getFirst();
        return new Root(found, (int) count(found));
    }

    /** The roots with the longest listings. */
    private List<String> roots(int most) {
        return this.database.texts("""
                SELECT id
                  FROM read_g%d.category
                 WHERE visible AND cardinality(path) <= 1
                 ORDER BY product_count DESC
                 LIMIT %d""".formatted(this.database.generation(), most));
    }

    private long count(String category) {
        return this.database.number("SELECT product_count FROM read_g%d.category WHERE id = '%s'"
                .formatted(this.database.generation(), category));
    }

    private void depth(PageStatement first, PageStatement later) throws IOException, InterruptedException {
        var roots = roots(20);
        int depth = (int) Math.min(DEPTH, roots.stream().mapToLong(this::count).min().orElseThrow() / PAGE);
        var afters = roots.stream().map(root -> after(root, depth)).toList();
        var rates = this.load.compare(
                new SqlLoad.Load("aisle", first.sql(),
                        (statement, random) -> first.set(statement, roots.get(random.nextInt(roots.size())))),
                new SqlLoad.Load("aisle", later.sql(), (statement, random) -> {
                    int root = random.nextInt(roots.size());
                    later.set(statement, roots.get(root), afters.get(root));
                }), this.rounds, this.seconds);
        this.table.row("page %,d by cursor, of page 1, by SQL".formatted(depth),
                "%.2f: %,.0f a second of %,.0f".formatted(rates.ratio(), rates.other(), rates.base()), "≥ 0.9",
                rates.ratio() >= 0.9);
    }

    /** Where the page before that one ends. */
    private After after(String category, int page) {
        var last = this.database.texts("""
                SELECT position || ' ' || product_id
                  FROM read_g%d.listing
                 WHERE category_id = '%s'
                 ORDER BY position, product_id
                OFFSET %d
                 LIMIT 1""".formatted(this.database.generation(), category, (page - 1) * PAGE - 1)).getFirst();
        return new After(Long.parseLong(last.substring(0, last.indexOf(' '))),
                last.substring(last.indexOf(' ') + 1));
    }

}
