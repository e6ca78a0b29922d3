package dev.aisle.oracle;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

import tools.jackson.databind.json.JsonMapper;

/** Reads the journal by plain SQL, past everything that Aisle does with it. */
final class Journal {

    private static final JsonMapper JSON = new JsonMapper();

    private final DataSource owner;

    Journal(DataSource owner) {
        this.owner = owner;
    }

    /**
     * The newest position.
     * @return a position, 0 for an empty journal
     */
    long head() throws SQLException {
        try (Connection connection = this.owner.getConnection()) {
            return head(connection);
        }
    }

    private static long head(Connection connection) throws SQLException {
        try (var rows = connection.createStatement()
                .executeQuery("SELECT coalesce(max(position), 0) FROM command.journal")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /**
     * The rows past a position, in order.
     * @param position rows up to here are left out
     * @return all that there is now
     */
    List<JournalRow> after(long position) throws SQLException {
        var result = new ArrayList<JournalRow>();
        try (Connection connection = this.owner.getConnection();
                var statement = connection.prepareStatement("""
                        SELECT position, stream_type, stream_id, type, payload, recorded_at, request_id
                          FROM command.journal
                         WHERE position > ?
                         ORDER BY position
                        """)) {
            statement.setLong(1, position);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    result.add(new JournalRow(rows.getLong(1), rows.getString(2), rows.getString(3), rows.getString(4),
                            JSON.readTree(rows.getString(5)), rows.getObject(6, OffsetDateTime.class).toInstant(),
                            rows.getString(7)));
                }
            }
        }
        return result;
    }

}
