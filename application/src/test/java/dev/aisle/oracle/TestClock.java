package dev.aisle.oracle;

import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

import javax.sql.DataSource;

/**
 * The clock of the database, held still until it is told to go on. Aisle asks the database
 * for {@code clock_timestamp()} without naming a schema: a function of that name earlier in
 * the search path takes its place, so that histories can stand exactly on the boundaries of
 * windows. Nothing in Aisle knows of it.
 */
final class TestClock {

    private final DataSource superuser;

    /** Ahead of everything that the start writes with the real time. */
    private Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.HOURS);

    private TestClock(DataSource superuser) {
        this.superuser = superuser;
    }

    /** Puts the clock into a database that nobody uses yet. */
    static TestClock install(DataSource superuser, String database) throws SQLException {
        try (var connection = superuser.getConnection(); var statement = connection.createStatement()) {
            statement.execute("""
                    CREATE SCHEMA oracle_clock;
                    GRANT USAGE ON SCHEMA oracle_clock TO PUBLIC;
                    CREATE TABLE oracle_clock.present (now timestamptz NOT NULL);
                    GRANT SELECT ON oracle_clock.present TO PUBLIC;
                    INSERT INTO oracle_clock.present VALUES (pg_catalog.now());
                    CREATE FUNCTION oracle_clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
                    'SELECT now FROM oracle_clock.present';
                    """);
            statement.execute("ALTER DATABASE " + database
                    + " SET search_path = oracle_clock, pg_catalog, \"$user\", public");
        }
        var clock = new TestClock(superuser);
        clock.reach(clock.now);
        return clock;
    }

    Instant now() {
        return this.now;
    }

    /** Sets the clock, never back. */
    void reach(Instant time) throws SQLException {
        if (time.isBefore(this.now)) {
            return;
        }
        this.now = time;
        try (var connection = this.superuser.getConnection();
                var update = connection.prepareStatement("UPDATE oracle_clock.present SET now = ?")) {
            update.setObject(1, time.atOffset(ZoneOffset.UTC));
            update.executeUpdate();
        }
    }

}
