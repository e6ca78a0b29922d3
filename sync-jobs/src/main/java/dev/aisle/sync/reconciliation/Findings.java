package dev.aisle.sync.reconciliation;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows that differ, as one reconciliation notes them. */
final class Findings {

    /** A finding that hasn't been looked at again. */
    static final String SUSPECT = "suspect";

    /** A finding that is true, and is left. */
    static final String FOUND = "found";

    /** A finding that was true. */
    static final String REPAIRED = "repaired";

    /** A suspect that was right when it was looked at again. */
    static final String VANISHED = "vanished";

    /** A part in Redis. */
    static final String PART = "part";

    /** A row of the write model that the journal tells otherwise. */
    static final String JOURNAL = "journal";

    private final JdbcClient jdbc;

    private final long reconciliation;

    Findings(JdbcClient jdbc, long reconciliation) {
        this.jdbc = jdbc;
        this.reconciliation = reconciliation;
    }

    /**
     * What differs, by what it is.
     *
     * @param kind the kind of row
     * @param type how it differs
     * @param cause what is likely to have happened
     * @param found how many there were
     * @param repaired how many of them are right now
     */
    record Group(String kind, String type, String cause, long found, long repaired) {

    }

    /**
     * A row that differs.
     *
     * @param kind the kind of row
     * @param key its key, or its product's id
     * @param category the category that it belongs to, if it is one of many with the key
     * @param position a listing row's position
     * @param type how it differs
     * @param cause what is likely to have happened
     * @param repaired whether it is right now
     */
    record Example(String kind, String key, @Nullable String category, @Nullable Integer position, String type,
            String cause, boolean repaired) {

    }

    /**
     * A key of a small table.
     *
     * @param key the id or slug
     * @param category the parent of a slug, or empty
     */
    record Key(String key, String category) {

    }

    long count(String state) {
        return this.jdbc.sql("""
                SELECT count(*)
                  FROM sync.reconciliation_finding
                 WHERE reconciliation = :reconciliation
                   AND state = :state""").param("reconciliation", this.reconciliation).param("state", state)
                .query((row, _) -> row.getLong(1)).single();
    }

    /** The next products that are suspect, themselves or with listing rows, in the order of their ids. */
    List<String> products(String after, int limit) {
        return this.jdbc.sql("""
                SELECT DISTINCT key
                  FROM sync.reconciliation_finding
                 WHERE reconciliation = :reconciliation
                   AND kind IN ('product', 'listing')
                   AND state = 'suspect'
                   AND key > :after
                 ORDER BY key
                 LIMIT :limit""").param("reconciliation", this.reconciliation).param("after", after)
                .param("limit", limit).query((row, _) -> row.getString("key")).list();
    }

    /** The next suspects of a small table. */
    List<Key> suspects(SmallTable table, Key after, int limit) {
        return this.jdbc.sql("""
                SELECT key, category
                  FROM sync.reconciliation_finding
                 WHERE reconciliation = :reconciliation
                   AND kind = :kind
                   AND state = 'suspect'
                   AND (key, category) > (:key, :category)
                 ORDER BY key, category
                 LIMIT :limit""").param("reconciliation", this.reconciliation).param("kind", table.kind())
                .param("key", after.key()).param("category", after.category()).param("limit", limit)
                .query((row, _) -> new Key(row.getString("key"), row.getString("category"))).list();
    }

    /** Tells how products and listing rows were when they were looked at again. */
    void lookedAgain(Collection<String> products, Repairs.Products again, String state) {
        this.jdbc.sql("""
                UPDATE sync.reconciliation_finding AS finding
                   SET state = CASE WHEN CASE kind
                                         WHEN 'product' THEN key = ANY (:wrong)
                                         ELSE EXISTS (SELECT
                                                        FROM unnest(:categories, :products) AS moved (category, product)
                                                       WHERE moved.category = finding.category
                                                         AND moved.product  = finding.key)
                                         END
                                    THEN :state ELSE 'vanished' END
                 WHERE reconciliation = :reconciliation
                   AND kind IN ('product', 'listing')
                   AND key = ANY (:ids)
                   AND key <> ALL (:busy)
                   AND state = 'suspect'""").param("reconciliation", this.reconciliation).param("state", state)
                .param("ids", products.toArray(String[]::new)).param("busy", again.busy().toArray(String[]::new))
                .param("wrong", again.wrong().toArray(String[]::new))
                .param("categories", again.movedCategories().toArray(String[]::new))
                .param("products", again.movedProducts().toArray(String[]::new)).update();
    }

    /** Likewise of a small table. */
    void lookedAgain(SmallTable table, Collection<Key> keys, Set<Key> busy, Set<Key> wrong, String state) {
        mark(table, keys.stream().filter(wrong::contains).toList(), state);
        mark(table, keys.stream().filter(key -> !wrong.contains(key) && !busy.contains(key)).toList(), VANISHED);
    }

    private void mark(SmallTable table, List<Key> keys, String state) {
        this.jdbc.sql("""
                UPDATE sync.reconciliation_finding AS finding
                   SET state = :state
                  FROM unnest(:keys, :categories) AS looked (key, category)
                 WHERE finding.reconciliation = :reconciliation
                   AND finding.kind = :kind
                   AND finding.key = looked.key
                   AND finding.category = looked.category
                   AND finding.state = 'suspect'""").param("reconciliation", this.reconciliation)
                .param("kind", table.kind()).param("state", state)
                .param("keys", keys.stream().map(Key::key).toArray(String[]::new))
                .param("categories", keys.stream().map(Key::category).toArray(String[]::new)).update();
    }

    /** Suspects that were wrong whenever they were looked at, and are not going to be looked at again. */
    void giveUp() {
        this.jdbc.sql("""
                UPDATE sync.reconciliation_finding
                   SET state = 'found'
                 WHERE reconciliation = :reconciliation
                   AND state = 'suspect'""").param("reconciliation", this.reconciliation).update();
    }

    /** Notes counts; one whose category lost or got listing rows that weren't projected was left behind with them. */
    void counts(Collection<String> categories, String state, int round) {
        this.jdbc.sql("""
                INSERT INTO sync.reconciliation_finding (reconciliation, kind, key, class, cause, state, round)
                SELECT :reconciliation, 'count', id,
                       CASE WHEN behind THEN 'stale' ELSE 'corrupt' END,
                       CASE WHEN behind THEN 'event or window not projected' ELSE 'row changed outside Aisle' END,
                       :state, :round
                  FROM (SELECT id, EXISTS (SELECT
                                             FROM sync.reconciliation_finding finding
                                            WHERE finding.reconciliation = :reconciliation
                                              AND finding.kind = 'listing'
                                              AND finding.category = id
                                              AND finding.cause = 'event or window not projected') AS behind
                          FROM unnest(:ids) AS wrong (id)) AS wrong
                    ON CONFLICT (reconciliation, kind, key, category, position) DO UPDATE
                   SET state = excluded.state, round = excluded.round""")
                .param("reconciliation", this.reconciliation).param("state", state).param("round", round)
                .param("ids", categories.toArray(String[]::new)).update();
    }

    /** Of these categories, those whose listing rows are known to be wrong still. */
    Set<String> withWrongListings(Collection<String> categories) {
        return this.jdbc.sql("""
                SELECT DISTINCT category
                  FROM sync.reconciliation_finding
                 WHERE reconciliation = :reconciliation
                   AND kind = 'listing'
                   AND state IN ('suspect', 'found')
                   AND category = ANY (:ids)""").param("reconciliation", this.reconciliation)
                .param("ids", categories.toArray(String[]::new)).query((row, _) -> row.getString("category")).set();
    }

    /** Notes what was found otherwise than in the read model. */
    void note(Example example, int round) {
        this.jdbc
                .sql("""
                        INSERT INTO sync.reconciliation_finding (reconciliation, kind, key, category, class, cause, state, round)
                        VALUES (:reconciliation, :kind, :key, :category, :class, :cause, :state, :round)
                            ON CONFLICT DO NOTHING""")
                .param("reconciliation", this.reconciliation)
                .param("kind", example.kind()).param("key", example.key())
                .param("category", (example.category() == null) ? "" : example.category())
                .param("class", example.type()).param("cause", example.cause())
                .param("state", example.repaired() ? REPAIRED : FOUND).param("round", round).update();
    }

    List<Group> groups() {
        return this.jdbc.sql("""
                SELECT kind, class, cause, count(*) AS found, count(*) FILTER (WHERE state = 'repaired') AS repaired
                  FROM sync.reconciliation_finding
                 WHERE reconciliation = :reconciliation
                   AND state <> 'vanished'
                 GROUP BY kind, class, cause
                 ORDER BY kind, class, cause""").param("reconciliation", this.reconciliation)
                .query((row, _) -> new Group(row.getString("kind"), row.getString("class"), row.getString("cause"),
                        row.getLong("found"), row.getLong("repaired")))
                .list();
    }

    List<Example> examples(int limit) {
        return this.jdbc.sql("""
                SELECT kind, key, nullif(category, '') AS category,
                       CASE kind WHEN 'listing' THEN position END AS position, class, cause, state
                  FROM sync.reconciliation_finding
                 WHERE reconciliation = :reconciliation
                   AND state <> 'vanished'
                 ORDER BY kind, key, category, position
                 LIMIT :limit""").param("reconciliation", this.reconciliation).param("limit", limit)
                .query(Findings::example).list();
    }

    private static Example example(ResultSet row, int number) throws SQLException {
        return new Example(row.getString("kind"), row.getString("key"), row.getString("category"),
                row.getObject("position", Integer.class), row.getString("class"), row.getString("cause"),
                row.getString("state").equals(REPAIRED));
    }

    /**
     * Forgets all but some: as many of each kind. There may be many of a sudden, of which the planner doesn't know: joined
     * with themselves it would go through all of them for each.
     */
    void keep(int most) {
        this.jdbc.sql("""
                DELETE FROM sync.reconciliation_finding
                 WHERE ctid = ANY (ARRAY(
                       SELECT ctid
                         FROM (SELECT ctid, row_number() OVER (PARTITION BY kind
                                                                   ORDER BY state, key, category, position) AS number
                                 FROM sync.reconciliation_finding
                                WHERE reconciliation = :reconciliation) AS numbered
                        WHERE number > :most))""").param("reconciliation", this.reconciliation).param("most", most)
                .update();
    }

}
