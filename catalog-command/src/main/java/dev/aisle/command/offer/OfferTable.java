package dev.aisle.command.offer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

import dev.aisle.command.journal.EndedStreams;
import dev.aisle.command.stream.StreamType;
import dev.aisle.command.stream.Versioned;
import dev.aisle.command.stream.WorkingSet;
import dev.aisle.command.stream.WorkingSet.Row;
import dev.aisle.command.transaction.ConcurrentChangeException;
import dev.aisle.kernel.ProductId;

/**
 * Offers of one kind in a table of their own, named as their streams are, whose key is {@code product_id} and which has
 * a {@code version}. All rows of a command are read, locked and written by one statement each.
 *
 * @param <S> what a stream tells
 */
public abstract class OfferTable<S> implements Offers<S> {

    private static final String LOCK = """
            SELECT product_id
              FROM command.%s
             WHERE product_id = ANY (:ids::text[])
             ORDER BY product_id
               FOR NO KEY UPDATE
            """;

    private static final String DELETE = """
            DELETE FROM command.%s AS stored
             USING unnest(:ids::text[], :bases::bigint[]) AS n (id, base)
             WHERE stored.product_id = n.id
               AND stored.version = n.base
            """;

    private final JdbcClient jdbc;

    private final EndedStreams ended;

    private final StreamType type;

    private final Statements statements;

    private final String lock;

    private final String delete;

    /**
     * What differs from kind to kind.
     *
     * @param load selects {@code id}, whether the product is {@code present}, and what {@link #read} reads, for
     * {@code :ids}
     * @param insert inserts rows of {@code :ids}, {@code :versions} and what {@link #bind} binds
     * @param update updates those rows that have the version in {@code :bases} still
     */
    public record Statements(String load, String insert, String update) {

    }

    protected OfferTable(JdbcClient jdbc, EndedStreams ended, StreamType type, Statements statements) {
        this.jdbc = jdbc;
        this.ended = ended;
        this.type = type;
        this.statements = statements;
        this.lock = LOCK.formatted(type.word());
        this.delete = DELETE.formatted(type.word());
    }

    /**
     * Reads a stream.
     * @param row of the load
     * @return its version and what it tells
     * @throws SQLException if the row can't be read
     */
    protected abstract Versioned<S> read(ResultSet row) throws SQLException;

    /**
     * Binds the columns of rows to insert or update, an array each.
     * @param statement the statement
     * @param states what the rows tell
     * @return the statement
     */
    protected abstract StatementSpec bind(StatementSpec statement, List<S> states);

    @Override
    public final Loaded<S> load(Collection<ProductId> products) {
        var loaded = new Loaded<S>(new WorkingSet<>(), new HashSet<>());
        this.jdbc.sql(this.statements.load())
                .param("ids", products.stream().map(ProductId::value).distinct().toArray(String[]::new))
                .query(row -> {
                    var id = new ProductId(row.getString("id"));
                    loaded.streams().load(id, read(row));
                    if (row.getBoolean("present")) {
                        loaded.products().add(id);
                    }
                });
        return loaded;
    }

    @Override
    public final void lock(Collection<ProductId> products) {
        this.jdbc.sql(this.lock)
                .param("ids", products.stream().map(ProductId::value).toArray(String[]::new))
                .query(_ -> {});
    }

    @Override
    public final void write(WorkingSet<ProductId, S> streams) {
        var updated = streams.updated();
        if (!updated.isEmpty()) {
            requireAll(updated, write(this.statements.update(), updated));
        }
        var inserted = streams.inserted();
        if (!inserted.isEmpty()) {
            write(this.statements.insert(), inserted);
        }
        var deleted = streams.deleted();
        if (!deleted.isEmpty()) {
            requireAll(deleted, this.jdbc.sql(this.delete)
                    .param("ids", ids(deleted))
                    .param("bases", bases(deleted))
                    .update());
        }
        this.ended.write(this.type, streams);
    }

    private void requireAll(List<Row<ProductId, S>> rows, int written) {
        ConcurrentChangeException.unlessAll(this.type.word(), rows.size(), written);
    }

    private int write(String sql, List<Row<ProductId, S>> rows) {
        var statement = this.jdbc.sql(sql)
                .param("ids", ids(rows))
                .param("bases", bases(rows))
                .param("versions", rows.stream().map(Row::version).toArray(Long[]::new));
        return bind(statement, rows.stream().map(Row::state).toList()).update();
    }

    private static String[] ids(List<? extends Row<ProductId, ?>> rows) {
        return rows.stream().map(row -> row.key().value()).toArray(String[]::new);
    }

    private static Long[] bases(List<? extends Row<ProductId, ?>> rows) {
        return rows.stream().map(Row::base).toArray(Long[]::new);
    }

}
