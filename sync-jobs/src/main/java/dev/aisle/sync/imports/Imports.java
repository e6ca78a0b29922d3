package dev.aisle.sync.imports;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

import dev.aisle.command.Caller;
import dev.aisle.kernel.ConsistencyToken;

/** The imports that were asked for. */
@Repository
class Imports {

    private final JdbcClient jdbc;

    Imports(@Qualifier("syncJdbc") JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    long add(ImportRequest request) {
        return this.jdbc.sql("""
                INSERT INTO sync.import (source, mode, leaf, actor, request_id, confirmed)
                VALUES (:source, :mode, :leaf, :actor, :requestId, :confirmed)
                RETURNING id""")
                .param("source", request.source())
                .param("mode", request.mode().code())
                .param("leaf", request.leaf().code())
                .param("actor", request.caller().actor())
                .param("requestId", request.caller().requestId())
                .param("confirmed", request.confirmed())
                .query(Long.class)
                .single();
    }

    Import get(long id) {
        return this.jdbc
                .sql("""
                        SELECT id, source, mode, leaf, requested_at, actor, request_id, confirmed, feed_columns, cut_off, records,
                               coalesce(import.epoch, catalog.epoch) AS epoch, coalesce(position, 0) AS position
                          FROM sync.import
                         CROSS JOIN command.published_catalog catalog
                         WHERE id = :id""")
                .param("id", id).query(Imports::read).single();
    }

    private static Import read(ResultSet row, int number) throws SQLException {
        var source = row.getString("source");
        return new Import(row.getLong("id"), source, ImportMode.ofCode(row.getString("mode")),
                LeafPolicy.ofCode(row.getString("leaf")),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                new Caller(row.getString("actor"), row.getString("request_id")), row.getBoolean("confirmed"),
                texts(row.getArray("feed_columns")), row.getBoolean("cut_off"), row.getLong("records"),
                new ConsistencyToken(row.getLong("epoch"), row.getLong("position")));
    }

    private static Set<String> texts(@Nullable Array array) throws SQLException {
        return (array == null) ? Set.of() : Set.of((String[]) array.getArray());
    }

    /** Whether this is a new catalog; whoever asks meanwhile waits for the end of this transaction. */
    boolean isEmpty() {
        this.jdbc.sql("SELECT pg_advisory_xact_lock(4152, 1)").query((_, _) -> 1).single();
        return this.jdbc.sql("""
                SELECT NOT EXISTS (SELECT FROM sync.import)
                   AND NOT EXISTS (SELECT FROM command.published_category)
                   AND NOT EXISTS (SELECT FROM command.published_product)""").query(Boolean.class).single();
    }

    boolean isFirst(Import run) {
        return this.jdbc.sql("SELECT NOT EXISTS (SELECT FROM sync.import WHERE source = :source AND id < :id)")
                .param("source", run.source())
                .param("id", run.id())
                .query(Boolean.class)
                .single();
    }

    Currency currency() {
        return Currency.getInstance(
                this.jdbc.sql("SELECT currency FROM command.published_catalog").query(String.class).single());
    }

    void confirm(long id) {
        this.jdbc.sql("UPDATE sync.import SET confirmed = true WHERE id = :id").param("id", id).update();
    }

    void read(long id, Collection<String> columns, boolean cutOff, long records) {
        this.jdbc.sql("""
                UPDATE sync.import
                   SET feed_columns = :columns, cut_off = :cutOff, records = :records
                 WHERE id = :id""")
                .param("id", id)
                .param("columns", columns.toArray(String[]::new))
                .param("cutOff", cutOff)
                .param("records", records)
                .update();
    }

    void advance(long id, ConsistencyToken done) {
        this.jdbc.sql("""
                UPDATE sync.import
                   SET epoch = :epoch, position = :position
                 WHERE id = :id
                   AND (epoch IS NULL OR (epoch, position) < (:epoch, :position))""")
                .param("id", id)
                .param("epoch", done.epoch())
                .param("position", done.position())
                .update();
    }

    /** Forgets what was uploaded and read: of a finished import only what it did is of use. */
    void finish(long id) {
        this.jdbc.sql("UPDATE sync.import SET finished_at = now() WHERE id = :id").param("id", id).update();
        clear(id);
        this.jdbc.sql("DELETE FROM sync.import_file_chunk WHERE import_id = :id").param("id", id).update();
    }

    /** Forgets what was read. */
    void clear(long id) {
        for (var table : List.of("import_category", "import_product", "import_path")) {
            this.jdbc.sql("DELETE FROM sync.%s WHERE import_id = :id".formatted(table)).param("id", id).update();
        }
    }

    /** Forgets all that was uploaded, read and found; that there was an import is still known. */
    void forget(Collection<Long> ids) {
        for (var table : List.of("import_category", "import_product", "import_path", "import_finding",
                "import_file")) {
            this.jdbc.sql("DELETE FROM sync.%s WHERE import_id = ANY (:ids)".formatted(table))
                    .param("ids", ids.toArray(Long[]::new)).update();
        }
    }

    /** Forgets imports that never finished and that nobody will restart any more. */
    void forgetAbandoned(Duration age) {
        this.jdbc.sql("""
                DELETE FROM sync.import
                 WHERE finished_at IS NULL
                   AND requested_at < clock_timestamp() - make_interval(secs => :age)""")
                .param("age", age.toSeconds())
                .update();
    }

}
