package dev.aisle.bench;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A prepared statement on eight connections, over and over with other parameters: how often a second it runs. */
final class SqlLoad {

    private static final int CONNECTIONS = 8;

    /** On average: a few categories have nothing to show, but who finds little everywhere looks at the wrong place. */
    private static final int FEWEST_ROWS = 5;

    private final BenchmarkDatabase database;

    SqlLoad(BenchmarkDatabase database) {
        this.database = database;
    }

    /** Sets a statement's parameters. */
    interface Parameters {

        void set(PreparedStatement statement, SplittableRandom random) throws SQLException;

    }

    /**
     * A statement to run.
     *
     * @param database where
     * @param sql what
     * @param parameters its parameters
     */
    record Load(String database, String sql, Parameters parameters) {}

    /**
     * How often a second two statements run.
     *
     * @param base the one
     * @param other the other
     * @param ratio of the other to the one: the median of several turns
     */
    record Rates(double base, double other, double ratio) {}

    /** Runs both in turns, after a moment of each that doesn't count. */
    Rates compare(Load base, Load other, int rounds, int seconds) throws IOException, InterruptedException {
        rate(base, seconds);
        rate(other, seconds);
        List<Double> bases = new ArrayList<>();
        List<Double> others = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            bases.add(rate(base, seconds));
            others.add(rate(other, seconds));
            ratios.add(others.getLast() / bases.getLast());
        }
        return new Rates(ReadComparison.median(bases), ReadComparison.median(others), ReadComparison.median(ratios));
    }

    private double rate(Load load, int seconds) throws IOException, InterruptedException {
        return rate(load.database(), load.sql(), load.parameters(), seconds);
    }

    /** Runs it for so long. */
    private double rate(String databaseName, String sql, Parameters parameters, int seconds)
            throws IOException, InterruptedException {
        List<Future<Double>> rates = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            for (int i = 0; i < CONNECTIONS; i++) {
                var random = new SplittableRandom(i);
                rates.add(threads.submit(() -> rateOfOne(databaseName, sql, parameters, random, seconds)));
            }
        }
        double sum = 0;
        for (var rate : rates) {
            try {
                sum += rate.get();
            } catch (ExecutionException ex) {
                throw new IOException(sql, ex.getCause());
            }
        }
        return sum;
    }

    private double rateOfOne(String databaseName, String sql, Parameters parameters, SplittableRandom random,
            int seconds) throws SQLException {
        try (var connection = this.database.connect(databaseName);
                var statement = connection.prepareStatement(sql)) {
            long begin = System.nanoTime();
            long end = begin + TimeUnit.SECONDS.toNanos(seconds);
            long runs = 0;
            long rows = 0;
            while (System.nanoTime() < end) {
                parameters.set(statement, random);
                try (var result = statement.executeQuery()) {
                    while (result.next()) {
                        rows++;
                    }
                }
                runs++;
            }
            if (rows < runs * FEWEST_ROWS) {
                throw new SQLException("%,d runs found %,d rows only".formatted(runs, rows));
            }
            // the last one may have taken a while beyond the end
            return runs * 1e9 / (System.nanoTime() - begin);
        }
    }

}
