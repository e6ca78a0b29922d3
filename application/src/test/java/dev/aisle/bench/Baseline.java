package dev.aisle.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The plain SQL that a full flatten is compared with, in a database beside the application's. */
final class Baseline {

    private final BenchmarkDatabase database;

    private final Path scripts;

    private Baseline(BenchmarkDatabase database, Path scripts) {
        this.database = database;
        this.scripts = scripts;
    }

    /** Whether there is something to compare with; says so when there isn't. */
    static boolean isThere(BenchmarkOptions options) {
        var scripts = options.sharedFolder().resolve("bench");
        boolean there = Files.isDirectory(scripts);
        if (!there) {
            System.out.println("without a comparison: the baselines are not in " + scripts);
        }
        return there;
    }

    /** Makes the database with as much in it as the catalog has. */
    static Baseline seed(BenchmarkDatabase database, BenchmarkOptions options)
            throws IOException, InterruptedException {
        var baseline = new Baseline(database, options.sharedFolder().resolve("bench"));
        database.execute("DROP DATABASE IF EXISTS baseline");
        database.execute("CREATE DATABASE baseline");
        baseline.psql("-v", "cats=" + options.catalog().categories(), "-v", "prods=" + options.products(), "-f",
                baseline.scripts.resolve("seed.sql").toString());
        database.execute("CHECKPOINT");
        return baseline;
    }

    /** Makes the database unless an earlier run has left it, for comparisons that only read it, and warms it. */
    static void seedOnce(BenchmarkDatabase database, BenchmarkOptions options)
            throws IOException, InterruptedException {
        if (database.number("SELECT count(*) FROM pg_database WHERE datname = 'baseline'") == 0
                || !holds(database, options.products())) {
            seed(database, options);
        }
        // what rebuild-limit.sql leaves isn't read
        try (var connection = database.connect("baseline"); var statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS listing, product_view, catalog_anc, tree_view");
            database.warm("baseline");
        } catch (SQLException ex) {
            throw new IOException(ex);
        }
    }

    private static boolean holds(BenchmarkDatabase database, int products) {
        try (var connection = database.connect("baseline"); var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM product")) {
            return rows.next() && rows.getInt(1) == products;
        } catch (SQLException _) {
            // an earlier run was stopped before the tables were there
            return false;
        }
    }

    /** How many seconds {@code rebuild-limit.sql} takes. */
    double rebuildLimit() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        psql("-f", this.scripts.resolve("rebuild-limit.sql").toString());
        double seconds = (System.nanoTime() - begin) / 1e9;
        this.database.execute("CHECKPOINT");
        return seconds;
    }

    private void psql(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("psql", "-X", "-q", "-h", "127.0.0.1", "-p",
                this.database.port(), "-U", "postgres", "-d", "baseline"));
        Collections.addAll(command, arguments);
        var process = new ProcessBuilder(command).inheritIO();
        process.environment().put("PGPASSWORD", this.database.superuserPassword());
        if (process.start().waitFor() != 0) {
            throw new IOException("psql failed: " + command);
        }
    }

}
