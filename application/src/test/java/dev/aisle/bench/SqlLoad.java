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

    private final BenchmarkDatabase database;

    SqlLoad(BenchmarkDatabase database) {
        this.database = database;
    }

    /** Sets a statement's parameters. */
    interface Parameters {

        void set(PreparedStatement statement, SplittableRandom random) throws SQLException;

    }

    /** Runs it for so long; each run must find something. */
    double rate(String databaseName, String sql, Parameters parameters, int seconds)
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
            while (System.nanoTime() < end) {
                parameters.set(statement, random);
                try (var rows = statement.executeQuery()) {
                    if (!rows.next()) {
                        throw new SQLException("nothing found");
                    }
                }
                runs++;
            }
            // the last one may have taken a while beyond the end
            return runs * 1e9 / (System.nanoTime() - begin);
        }
    }

}
