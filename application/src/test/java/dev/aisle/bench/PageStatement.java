package dev.aisle.bench;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The statement by which the application reads a page of a listing from the read model, as PostgreSQL got it: nobody
 * need copy it for a measurement.
 *
 * @param sql the statement, with question marks
 * @param names what the parameters are, in their order
 */
record PageStatement(String sql, List<Name> names) {

    /** PostgreSQL keeps a kilobyte of a statement for those who look, unless told otherwise. */
    static final String SETTING = "--aisle.embedded.postgres-parameters.track_activity_query_size=16384";

    private static final Pattern PARAMETER = Pattern.compile("\\$([0-9]+)");

    private static final Pattern CURSOR = Pattern.compile("[<>] \\(\\$([0-9]+), \\$([0-9]+)\\)");

    /** What a parameter is. */
    enum Name {
        CATEGORY, KEY, PRODUCT
    }

    /** Reads a page that no cache holds yet, and takes the statement that this made. */
    static PageStatement of(AisleClient client, BenchmarkDatabase database, String path)
            throws IOException, InterruptedException {
        client.getJson(path);
        var found = database.texts("""
                SELECT query
                  FROM pg_stat_activity
                 WHERE application_name = 'aisle-query'
                   AND query LIKE '%.listing%' AND query LIKE '%.product %'
                 ORDER BY query_start DESC
                 LIMIT 1""");
        if (found.isEmpty()) {
            throw new IOException("%s made no statement that reads a listing with its products".formatted(path));
        }
        var sql = found.getFirst();
        var cursor = CURSOR.matcher(sql);
        boolean later = cursor.find();
        List<Name> names = new ArrayList<>();
        var parameters = PARAMETER.matcher(sql);
        while (parameters.find()) {
            var number = parameters.group(1);
            if (later && number.equals(cursor.group(1))) {
                names.add(Name.KEY);
            } else {
                names.add((later && number.equals(cursor.group(2))) ? Name.PRODUCT : Name.CATEGORY);
            }
        }
        if (later != path.contains("after=")) {
            throw new IOException("%s made another statement than was looked for: %s".formatted(path, sql));
        }
        return new PageStatement(PARAMETER.matcher(sql).replaceAll("?"), names);
    }

    /** Sets the parameters of a first page. */
    void set(PreparedStatement statement, String category) throws SQLException {
        set(statement, category, new After(0, ""));
    }

    /** Sets the parameters of a page after another. */
    void set(PreparedStatement statement, String category, After after) throws SQLException {
        for (int i = 0; i < this.names.size(); i++) {
            switch (this.names.get(i)) {
                case CATEGORY -> statement.setString(i + 1, category);
                case KEY -> statement.setLong(i + 1, after.position());
                case PRODUCT -> statement.setString(i + 1, after.product());
            }
        }
    }

    /**
     * Where a page ended.
     *
     * @param position the position of its last product
     * @param product the id of its last product
     */
    record After(long position, String product) {}

}
