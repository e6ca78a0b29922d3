package dev.aisle.sync.purging;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.aisle.sync.purging.Wave.Reach;

/**
 * What is to be purged, and how far that has come. Each statement is a transaction of its own: while a proxy is waited
 * for, no connection and no lock is held.
 */
final class JdbcPurges {

    private final JdbcClient jdbc;

    JdbcPurges(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The next changes.
     *
     * @param keys what they touch
     * @param last the number of the last of them
     * @param complete whether they follow what was told before, and leave nothing out
     */
    record Next(PurgeKeys keys, long last, boolean complete) {}

    /** The newest change that Redis was told, or that is so old that Redis isn't waited for any longer. */
    Reach reach(Duration patience) {
        return this.jdbc.sql("""
                SELECT pointer.epoch,
                       greatest(CASE WHEN publisher.epoch = pointer.epoch THEN publisher.applied END,
                                (SELECT seq
                                   FROM read.changes
                                  WHERE time <= clock_timestamp() - make_interval(secs => :patience)
                                  ORDER BY seq DESC
                                  LIMIT 1),
                                0) AS seq
                  FROM read.pointer
                 CROSS JOIN sync.publisher""")
                .param("patience", seconds(patience))
                .query((row, _) -> new Reach(row.getLong("epoch"), row.getLong("seq")))
                .single();
    }

    List<Wave> waves(URI proxy) {
        return this.jdbc.sql("""
                SELECT wave, epoch, applied, target_epoch, target, due <= clock_timestamp() AS due
                  FROM sync.purge_wave
                 WHERE url = :url
                 ORDER BY wave""").param("url", proxy.toString())
                .query((row, _) -> new Wave(row.getInt("wave"), new Reach(row.getLong("epoch"), row.getLong("applied")),
                        target(row), row.getBoolean("due")))
                .list();
    }

    private static @Nullable Reach target(ResultSet row) throws SQLException {
        long seq = row.getLong("target");
        return row.wasNull() ? null : new Reach(row.getLong("target_epoch"), seq);
    }

    /** Whether this process may purge the proxy: no other one has done so for a while. */
    boolean claim(URI proxy, String holder, Duration lease) {
        return this.jdbc.sql("""
                INSERT INTO sync.proxy AS known (url, holder, held_until)
                VALUES (:url, :holder, clock_timestamp() + make_interval(secs => :lease))
                ON CONFLICT (url) DO UPDATE
                   SET holder = excluded.holder, held_until = excluded.held_until
                 WHERE known.holder = excluded.holder OR known.held_until < clock_timestamp()""")
                .param("url", proxy.toString())
                .param("holder", holder)
                .param("lease", seconds(lease))
                .update() == 1;
    }

    void write(URI proxy, Wave wave, Duration delay) {
        var target = Optional.ofNullable(wave.target());
        this.jdbc.sql("""
                INSERT INTO sync.purge_wave AS known (url, wave, epoch, applied, target_epoch, target, due)
                VALUES (:url, :wave, :epoch, :applied, CAST(:targetEpoch AS bigint), CAST(:target AS bigint),
                        CASE WHEN CAST(:target AS bigint) IS NOT NULL
                             THEN clock_timestamp() + make_interval(secs => :delay) END)
                ON CONFLICT (url, wave) DO UPDATE
                   SET epoch = excluded.epoch, applied = excluded.applied, target_epoch = excluded.target_epoch,
                       target = excluded.target,
                       due = CASE WHEN excluded.target IS NOT NULL THEN coalesce(known.due, excluded.due) END""")
                .param("url", proxy.toString())
                .param("wave", wave.number())
                .param("epoch", wave.told().epoch())
                .param("applied", wave.told().seq())
                .param("targetEpoch", target.map(Reach::epoch).orElse(null))
                .param("target", target.map(Reach::seq).orElse(null))
                .param("delay", seconds(delay))
                .update();
    }

    /** As many of the changes up to there as hold about so many keys, but at least one. */
    Next next(long after, long until, int most) {
        var keys = new PurgeKeys();
        var last = new long[]{after};
        var complete = new boolean[]{true};
        this.jdbc.sql("""
                SELECT seq, previous, products, listings, counts, categories, product_slugs, tree
                  FROM (SELECT changes.*,
                               sum(cardinality(products) + greatest(cardinality(listings), cardinality(counts))
                                   + cardinality(categories) + cardinality(product_slugs)) OVER (ORDER BY seq) AS keys
                          FROM read.changes
                         WHERE seq > :after AND seq <= :until
                         ORDER BY seq
                         LIMIT 1000) AS changes
                 WHERE keys <= :most OR previous = :after
                 ORDER BY seq""")
                .param("after", after)
                .param("until", until)
                .param("most", most)
                .query(row -> {
                    complete[0] &= row.getLong("previous") == last[0];
                    last[0] = row.getLong("seq");
                    keys.products(texts(row, "products"));
                    keys.productSlugs(texts(row, "product_slugs"));
                    keys.categories(texts(row, "categories"));
                    keys.listings(texts(row, "listings"));
                    // a category's page tells the counts of its children
                    if (row.getArray("counts") == null) {
                        keys.allCategories();
                    } else {
                        keys.listings(texts(row, "counts"));
                    }
                    if (row.getBoolean("tree")) {
                        keys.tree();
                    }
                });
        return new Next(keys, last[0], complete[0] && last[0] > after);
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

}
