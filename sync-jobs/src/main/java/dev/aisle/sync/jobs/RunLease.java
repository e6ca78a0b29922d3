package dev.aisle.sync.jobs;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * A node's hold on a run: a session lock, which the database frees when the node's
 * connection ends, however that comes.
 */
final class RunLease implements AutoCloseable {

    private static final int LOCK_SPACE = 4151;

    private final Connection connection;

    private final long run;

    private RunLease(Connection connection, long run) {
        this.connection = connection;
        this.run = run;
    }

    /** Claims the oldest request whose job isn't running; nobody sees it run before the lock is held. */
    static Optional<RunLease> claim(DataSource dataSource, JobRuns runs, String node) throws SQLException {
        var connection = dataSource.getConnection();
        try {
            connection.setAutoCommit(false);
            var claimed = runs.claim(client(connection), node).filter(run -> isFree(connection, run));
            if (claimed.isPresent()) {
                connection.commit();
                connection.setAutoCommit(true);
                return Optional.of(new RunLease(connection, claimed.get()));
            }
            connection.rollback();
            connection.close();
            return Optional.empty();
        } catch (SQLException | RuntimeException ex) {
            connection.close();
            throw ex;
        }
    }

    /** Takes the lock of a run if no node holds it. */
    static Optional<RunLease> take(DataSource dataSource, long run) throws SQLException {
        var connection = dataSource.getConnection();
        if (isFree(connection, run)) {
            return Optional.of(new RunLease(connection, run));
        }
        connection.close();
        return Optional.empty();
    }

    long run() {
        return this.run;
    }

    private static boolean isFree(Connection connection, long run) {
        return client(connection).sql("SELECT pg_try_advisory_lock(:space, :run)").param("space", LOCK_SPACE)
                .param("run", Math.toIntExact(run)).query(Boolean.class).single();
    }

    private static JdbcClient client(Connection connection) {
        return JdbcClient.create(new SingleConnectionDataSource(connection, true));
    }

    @Override
    public void close() throws SQLException {
        try (this.connection) {
            client(this.connection).sql("SELECT pg_advisory_unlock(:space, :run)").param("space", LOCK_SPACE)
                    .param("run", Math.toIntExact(this.run)).query((_, _) -> true).single();
        }
    }

}
