package dev.aisle.sync.reconciliation;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A few connections that see the very same state of the database, whatever is committed meanwhile. The first exports
 * its snapshot, the others take it over.
 */
final class SharedSnapshot implements AutoCloseable {

    private static final int FETCH = 5_000;

    private static final long LOOK_FOR_STOP = 200;

    private final List<Session> sessions = new ArrayList<>();

    private final ExecutorService workers;

    private final BooleanSupplier stop;

    private boolean kept;

    /** One connection in the snapshot; one thread at a time. */
    private record Session(Connection connection, JdbcClient jdbc) {

        static Session begin(DataSource dataSource) throws SQLException {
            var connection = dataSource.getConnection();
            try {
                connection.setAutoCommit(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                var template = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
                template.setFetchSize(FETCH);
                return new Session(connection, JdbcClient.create(template));
            } catch (SQLException | RuntimeException ex) {
                connection.close();
                throw ex;
            }
        }

    }

    /** It was asked to stop while it was at work. */
    static final class StoppedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        StoppedException() {
            super("stopped", null, false, false);
        }

    }

    private SharedSnapshot(int size, BooleanSupplier stop) {
        this.workers = Executors.newFixedThreadPool(size, Thread.ofPlatform().name("aisle-reconcile-", 0).factory());
        this.stop = stop;
    }

    /**
     * Takes a snapshot.
     * @param dataSource where from
     * @param size how many connections
     * @param stop whether to give up what is under way
     * @return the snapshot
     */
    static SharedSnapshot take(DataSource dataSource, int size, BooleanSupplier stop) {
        var snapshot = new SharedSnapshot(size, stop);
        try {
            var first = Session.begin(dataSource);
            snapshot.sessions.add(first);
            var name = first.jdbc().sql("SELECT pg_export_snapshot()").query((row, _) -> row.getString(1)).single();
            while (snapshot.sessions.size() < size) {
                var other = Session.begin(dataSource);
                snapshot.sessions.add(other);
                other.jdbc().sql("SET TRANSACTION SNAPSHOT '%s'".formatted(name)).update();
            }
            return snapshot;
        } catch (SQLException ex) {
            snapshot.close();
            throw new DataAccessResourceFailureException("a snapshot couldn't be taken", ex);
        } catch (RuntimeException ex) {
            snapshot.close();
            throw ex;
        }
    }

    int size() {
        return this.sessions.size();
    }

    /** On one connection, by the calling thread. */
    JdbcClient first() {
        return this.sessions.getFirst().jdbc();
    }

    /** Does the same on each connection at once. */
    void each(Consumer<JdbcClient> work) {
        await(this.sessions.stream().map(session -> CompletableFuture.runAsync(() -> work.accept(session.jdbc()),
                this.workers)).toList());
    }

    /** Does each task once, on whichever connection is free. */
    void all(List<Consumer<JdbcClient>> tasks, IntConsumer done) {
        var queue = new ConcurrentLinkedQueue<>(tasks);
        var count = new AtomicInteger();
        await(this.sessions.stream().map(session -> CompletableFuture.runAsync(() -> {
            for (var task = queue.poll(); task != null; task = queue.poll()) {
                try {
                    task.accept(session.jdbc());
                } catch (RuntimeException ex) {
                    // the others needn't go on
                    queue.clear();
                    throw ex;
                }
                done.accept(count.incrementAndGet());
            }
        }, this.workers)).toList());
    }

    /** Does one task on each of the first connections. */
    void shared(List<Consumer<JdbcClient>> shares) {
        await(IntStream.range(0, shares.size()).mapToObj(i -> CompletableFuture.runAsync(
                () -> shares.get(i).accept(this.sessions.get(i).jdbc()), this.workers)).toList());
    }

    private void await(List<CompletableFuture<Void>> work) {
        var all = CompletableFuture.allOf(work.toArray(CompletableFuture<?>[]::new));
        try {
            while (true) {
                try {
                    all.get(LOOK_FOR_STOP, TimeUnit.MILLISECONDS);
                    return;
                } catch (TimeoutException _) {
                    if (this.stop.getAsBoolean()) {
                        cancel();
                        throw new StoppedException();
                    }
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            cancel();
            throw new StoppedException();
        } catch (ExecutionException ex) {
            throw (ex.getCause() instanceof RuntimeException cause) ? cause : new CompletionException(ex.getCause());
        }
    }

    private void cancel() {
        for (var session : this.sessions) {
            try {
                session.connection().unwrap(PGConnection.class).cancelQuery();
            } catch (SQLException ex) {
                throw new DataAccessResourceFailureException("a statement couldn't be cancelled", ex);
            }
        }
    }

    /** Keeps what was written. */
    void commit() {
        for (var session : this.sessions) {
            try {
                session.connection().commit();
            } catch (SQLException ex) {
                throw new DataAccessResourceFailureException("the findings couldn't be kept", ex);
            }
        }
        this.kept = true;
    }

    @Override
    public void close() {
        this.workers.close();
        @Nullable
        SQLException failure = null;
        for (var session : this.sessions) {
            try (var connection = session.connection()) {
                if (!this.kept) {
                    connection.rollback();
                }
            } catch (SQLException ex) {
                failure = ex;
            }
        }
        if (failure != null) {
            throw new DataAccessResourceFailureException("a snapshot couldn't be given back", failure);
        }
    }

}
