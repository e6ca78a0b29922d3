package dev.aisle.oracle;

import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import javax.sql.DataSource;

import org.awaitility.Awaitility;

/**
 * How far projector and publisher have come, asked of the database.
 *
 * @param position events up to here are projected
 * @param settled likewise, and nothing is dirty below it
 * @param time windows up to here are projected
 * @param settledTime likewise, and nothing is dirty
 * @param change the newest change of the read model
 * @param published the newest change that Redis was told
 */
public record Settled(long position, long settled, Instant time, Instant settledTime, long change,
        long published) {

    /** Waits until every event that there is now is projected and Redis was told what it changed. */
    public static Settled await(DataSource database) throws SQLException {
        long head = new Journal(database).head();
        Instant begin = of(database).time();
        return Awaitility.await().until(() -> of(database), it -> it.covers(head, begin));
    }

    /** Has the projector look at the clock. */
    static void wakeProjector(DataSource database) throws SQLException {
        try (var connection = database.getConnection(); var statement = connection.createStatement()) {
            statement.execute("NOTIFY aisle_journal");
        }
    }

    static Settled of(DataSource database) throws SQLException {
        try (var connection = database.getConnection(); var statement = connection.createStatement()) {
            int generation;
            try (var row = statement.executeQuery("SELECT generation FROM read.pointer")) {
                row.next();
                generation = row.getInt(1);
            }
            try (var row = statement.executeQuery("""
                    SELECT checkpoint.position, checkpoint.settled_position, checkpoint.time, checkpoint.settled_time,
                           checkpoint.change, publisher.applied
                      FROM read_g%d.checkpoint
                     CROSS JOIN sync.publisher
                    """.formatted(generation))) {
                row.next();
                return new Settled(row.getLong(1), row.getLong(2), row.getObject(3, OffsetDateTime.class).toInstant(),
                        row.getObject(4, OffsetDateTime.class).toInstant(), row.getLong(5), row.getLong(6));
            }
        }
    }

    /** Tells whether everything is projected and published up to an event and an instant. */
    boolean covers(long head, Instant now) {
        return this.settled >= head && !this.settledTime.isBefore(now) && this.settledTime.equals(this.time)
                && this.published == this.change;
    }

}
