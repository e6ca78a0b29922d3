package dev.aisle.oracle;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import javax.sql.DataSource;

/**
 * Breaks a running application from outside, in its database, and mends it again: views of
 * the write model that tell something else, and triggers that change what is written.
 * Nothing in Aisle knows of this.
 */
final class Planting {

    private final DataSource superuser;

    private final List<String> mending = new ArrayList<>();

    Planting(DataSource superuser) {
        this.superuser = superuser;
    }

    /**
     * Lets a view that the projector reads tell something else.
     * @param view the view's name in schema {@code command}
     * @param columns column to another SQL expression; {@code o} is the row
     * @param rows a condition for the rows that it goes on telling
     */
    void viewTells(String view, Map<String, String> columns, String rows) throws SQLException {
        try (Connection connection = this.superuser.getConnection()) {
            String definition = one(connection, "SELECT pg_get_viewdef('command.%s')".formatted(view));
            String select = one(connection, """
                    SELECT string_agg(attname, ',' ORDER BY attnum)
                      FROM pg_attribute WHERE attrelid = 'command.%s'::regclass AND attnum > 0
                    """.formatted(view));
            List<String> names = List.of(select.split(","));
            if (!names.containsAll(columns.keySet())) {
                throw new IllegalArgumentException("%s has only %s".formatted(view, names));
            }
            var told = new ArrayList<String>();
            for (String name : names) {
                told.add("%s AS \"%s\"".formatted(columns.getOrDefault(name, "o.\"" + name + '"'), name));
            }
            connection.createStatement()
                    .execute("CREATE OR REPLACE VIEW command.%s AS SELECT %s FROM (%s) AS o WHERE %s".formatted(view,
                            String.join(", ", told), definition.replace(";", ""), rows));
            this.mending.add("CREATE OR REPLACE VIEW command.%s AS %s".formatted(view, definition));
        }
    }

    /**
     * Meddles with rows as they are written.
     * @param table the table with its schema
     * @param when the operation, such as {@code BEFORE INSERT OR UPDATE}
     * @param body PL/pgSQL that ends by returning a row, or null to drop it
     */
    void rowsChange(String table, String when, String body) throws SQLException {
        try (Connection connection = this.superuser.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS oracle_fault");
            statement.execute("GRANT USAGE ON SCHEMA oracle_fault TO PUBLIC");
            statement.execute("""
                    CREATE OR REPLACE FUNCTION oracle_fault.meddle() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        %s
                    END $$
                    """.formatted(body));
            statement.execute("CREATE TRIGGER planted %s ON %s FOR EACH ROW EXECUTE FUNCTION oracle_fault.meddle()"
                    .formatted(when, table));
            this.mending.add("DROP TRIGGER planted ON " + table);
        }
    }

    /** Takes back all that was planted. */
    void mend() throws SQLException {
        try (Connection connection = this.superuser.getConnection();
                var statement = connection.createStatement()) {
            for (String sql : this.mending.reversed()) {
                statement.execute(sql);
            }
        }
        this.mending.clear();
    }

    private static String one(Connection connection, String sql) throws SQLException {
        try (var rows = connection.createStatement().executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

}
