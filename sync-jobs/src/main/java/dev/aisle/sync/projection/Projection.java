package dev.aisle.sync.projection;

import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

import dev.aisle.sync.following.Outage;
import dev.aisle.sync.following.Stillness;
import dev.aisle.sync.projection.Projected.Done;
import dev.aisle.sync.projection.Projected.Elsewhere;
import dev.aisle.sync.projection.Projected.Retired;
import dev.aisle.sync.projection.Projected.Still;
import dev.aisle.sync.projection.Quarantine.Care;

/**
 * One transaction of the projector: it takes the next events and windows, recomputes what
 * they touch from the write model as it is, and moves the checkpoint. Nothing is patched by
 * an event's payload, so duplicates and any order come to the same end.
 */
final class Projection {

    /**
     * The statements look up what is named by keys, be they one or ten thousand: a generic
     * plan of index lookups is right for all of these, and planning each time would cost
     * more than a single edit, as would starting parallel workers to find nothing. The
     * isolation stands here because Spring would ask for the one before, and set it back.
     */
    private static final String SESSION = """
            SET TRANSACTION ISOLATION LEVEL REPEATABLE READ;
            SET LOCAL plan_cache_mode = force_generic_plan;
            SET LOCAL random_page_cost = 0.5;
            SET LOCAL jit = off;
            SET LOCAL max_parallel_workers_per_gather = 0;
            SET LOCAL work_mem = '32MB';
            SET LOCAL idle_in_transaction_session_timeout = '3s'
            """;

    /** A cached plan was made for the sizes that the tables had: here they may have doubled. */
    private static final int KEYS_A_PLAN = 1_000;

    private final JdbcClient jdbc;

    private final TransactionTemplate transaction;

    private final JournalReader journal;

    private final Backlog backlog;

    private final int mostDeadLetters;

    private final Stillness stillness;

    private int keysSincePlanned;

    /** Ends its job at the first key that can't be projected. */
    Projection(DataSource dataSource, PlatformTransactionManager transactionManager) {
        this(dataSource, transactionManager, 0);
    }

    /** Sets up to so many keys aside that can't be projected. */
    Projection(DataSource dataSource, PlatformTransactionManager transactionManager, int mostDeadLetters) {
        this(dataSource, transactionManager, mostDeadLetters, Stillness.never());
    }

    /** Writes nothing, too, where nothing has come since it last did, an instant ago. */
    Projection(DataSource dataSource, PlatformTransactionManager transactionManager, int mostDeadLetters,
            Stillness stillness) {
        this.mostDeadLetters = mostDeadLetters;
        this.stillness = stillness;
        this.jdbc = JdbcClient.create(dataSource);
        this.transaction = new TransactionTemplate(transactionManager);
        this.journal = new JournalReader(this.jdbc);
        this.backlog = new Backlog(this.jdbc);
    }

    /**
     * Projects the next events and windows.
     * @param sql the generation's statements
     * @param budget about how many products and categories to recompute at most
     * @param onlyActive whether to leave a generation alone that readers don't use
     * @return how it went
     */
    Projected next(ProjectionSql sql, int budget, boolean onlyActive) {
        try {
            return next(sql, budget, onlyActive, new Care(false, this.mostDeadLetters));
        } catch (DataAccessException ex) {
            if (!Outage.isOfTheData(ex)) {
                throw ex;
            }
            return next(sql, budget, onlyActive, new Care(true, this.mostDeadLetters));
        }
    }

    private Projected next(ProjectionSql sql, int budget, boolean onlyActive, Care care) {
        var now = this.jdbc.sql("SELECT clock_timestamp()").query(OffsetDateTime.class).single();
        var projected = this.transaction.<Projected>execute(status -> {
            this.jdbc.sql(SESSION).update();
            var locked = lock(sql, now);
            if (locked == null) {
                return new Elsewhere();
            }
            var checkpoint = locked.checkpoint();
            return (onlyActive && !locked.active()) ? new Retired()
                    : project(sql, checkpoint, new Quarantine(this.jdbc, sql, checkpoint, status, care), budget,
                            status);
        });
        if (projected instanceof Done) {
            this.stillness.moved();
        }
        return projected;
    }

    private Projected project(ProjectionSql sql, Checkpoint checkpoint, Quarantine quarantine, int budget,
            TransactionStatus status) {
        var slice = this.journal.read(sql, checkpoint, checkpoint.backlog() ? budget * 3 / 4 : budget);
        if (slice.isEmptyAfter(checkpoint) && checkpoint.isAtRest(this.stillness.most())
                && this.stillness.lasts()) {
            // a commit would wait for the disk
            status.setRollbackOnly();
            return new Still();
        }
        quarantine.at(slice.position());
        planAnewFor(slice.products().size() + slice.categories().size());
        var effects = new Effects();
        var categories = new TreeSet<>(slice.categories());
        categories.addAll(boundaries(sql, "category", checkpoint, Integer.MAX_VALUE));
        categories.addAll(quarantine.retried(Kind.CATEGORY));
        boolean dirty = checkpoint.backlog();
        if (slice.hasCategories() || !categories.isEmpty()) {
            dirty |= projectCategories(sql, checkpoint, quarantine, slice, categories, effects);
        }
        int otherWork = categories.size() + slice.workOfLevels();
        var products = new TreeSet<>(slice.products());
        products.addAll(slice.restocked());
        products.addAll(quarantine.dead(Kind.PRODUCT, slice.stock()));
        var retried = quarantine.retried(Kind.PRODUCT);
        products.addAll(retried);
        var due = boundaries(sql, "product", checkpoint, budget + 1);
        if (due.size() <= budget) {
            products.addAll(due);
        } else {
            deferBoundaries(sql, checkpoint, slice.position() + 1);
            dirty = true;
        }
        if (dirty) {
            products.addAll(this.backlog.take(sql, Math.max(budget - products.size() - otherWork, budget / 4)));
        }
        var own = new HashSet<>(slice.own());
        own.addAll(retried);
        quarantine.project(Kind.PRODUCT, products,
                some -> projectProducts(sql, some, own, checkpoint, effects));
        return finish(sql, checkpoint, slice, effects, products.size() + otherWork);
    }

    private void planAnewFor(int keys) {
        this.keysSincePlanned += keys;
        if (this.keysSincePlanned >= KEYS_A_PLAN) {
            this.jdbc.sql("DISCARD PLANS").update();
            this.keysSincePlanned = 0;
        }
    }

    private record Locked(Checkpoint checkpoint, boolean active) {

    }

    private @Nullable Locked lock(ProjectionSql sql, OffsetDateTime now) {
        return this.jdbc.sql(sql.keyed("lock-checkpoint")).param("generation", sql.generation()).param("now", now)
                .query((row, _) -> new Locked(
                        new Checkpoint(row.getLong("position"), row.getObject("time", OffsetDateTime.class),
                                row.getLong("change"), row.getLong("ahead"),
                                row.getObject("now", OffsetDateTime.class), row.getBoolean("backlog"),
                                row.getBoolean("dead")),
                        row.getBoolean("active")))
                .optional().orElse(null);
    }

    private Set<String> boundaries(ProjectionSql sql, String kind, Checkpoint checkpoint, int limit) {
        return this.jdbc.sql(sql.keyed("read-boundaries")).param("kind", kind).param("from", checkpoint.time())
                .param("until", checkpoint.now()).param("limit", limit).query((row, _) -> row.getString("key")).set();
    }

    private void deferBoundaries(ProjectionSql sql, Checkpoint checkpoint, long position) {
        this.jdbc.sql(sql.keyed("defer-boundaries")).param("generation", sql.generation())
                .param("from", checkpoint.time()).param("until", checkpoint.now()).param("position", position)
                .update();
    }

    private boolean projectCategories(ProjectionSql sql, Checkpoint checkpoint, Quarantine quarantine,
            JournalSlice slice, Set<String> keys, Effects effects) {
        var leaves = new HashSet<Boolean>();
        if (quarantine.isolates(Kind.CATEGORY)) {
            // what can't be stored is not the fault of what stands above it
            var all = new TreeSet<>(keys);
            all.addAll(this.jdbc.sql(sql.keyed("categories-below")).param("ids", keys.toArray(String[]::new))
                    .param("roots", slice.roots()).query((row, _) -> row.getString("id")).list());
            var statement = sql.alone("project-categories");
            quarantine.project(Kind.CATEGORY, all,
                    some -> leaves.add(projectCategories(sql, statement, checkpoint, slice, some, false, effects)));
        } else {
            leaves.add(projectCategories(sql, sql.keyed("project-categories"), checkpoint, slice, keys, slice.roots(),
                    effects));
        }
        if (!quarantine.revivedCategories().isEmpty()) {
            leaves.add(this.jdbc.sql(sql.keyed("revive-leaves"))
                    .param("ids", quarantine.revivedCategories().toArray(String[]::new))
                    .param("generation", sql.generation()).param("position", slice.position() + 1).update() > 0);
        }
        return leaves.contains(true);
    }

    private boolean projectCategories(ProjectionSql sql, String statement, Checkpoint checkpoint, JournalSlice slice,
            Collection<String> keys, boolean roots, Effects effects) {
        var ids = keys.toArray(String[]::new);
        boolean leaves = this.jdbc.sql(statement).param("ids", ids).param("roots", roots)
                .param("time", checkpoint.now()).param("change", checkpoint.change() + 1)
                .param("generation", sql.generation())
                .param("position", Math.min(slice.firstCategory(), slice.position() + 1)).query((row, _) -> {
                    effects.categories(Effects.texts(row, "categories"));
                    return row.getBoolean("leaves");
                }).single();
        effects.categories(renewOldSlugs(sql, "category", ids));
        return leaves;
    }

    private void projectProducts(ProjectionSql sql, List<String> products, Set<String> own, Checkpoint checkpoint,
            Effects effects) {
        this.jdbc.sql(sql.keyed("project-products")).param("ids", products.toArray(String[]::new))
                .param("time", checkpoint.now()).param("change", checkpoint.change() + 1).query(row -> {
                    effects.products(row);
                });
        var theirOwn = products.stream().filter(own::contains).toArray(String[]::new);
        if (theirOwn.length > 0) {
            effects.slugs(renewOldSlugs(sql, "product", theirOwn));
        }
    }

    private Collection<String> renewOldSlugs(ProjectionSql sql, String kind, String[] ids) {
        var changed = new HashSet<String>();
        for (var step : List.of("take-", "put-")) {
            changed.addAll(this.jdbc.sql(sql.keyed(step + kind + "-old-slugs")).param("ids", ids)
                    .query((row, _) -> row.getString(1)).list());
        }
        return changed;
    }

    private Done finish(ProjectionSql sql, Checkpoint checkpoint, JournalSlice slice, Effects effects, int keys) {
        if (effects.any()) {
            effects.tell(this.jdbc.sql(sql.keyed("write-changes"))).param("change", checkpoint.change() + 1)
                    .param("generation", sql.generation()).param("position", slice.position())
                    .param("time", checkpoint.now()).query((_, _) -> true).list();
        }
        return this.jdbc.sql(sql.keyed("move-checkpoint")).param("generation", sql.generation())
                .param("position", slice.position()).param("time", checkpoint.now())
                .param("change", checkpoint.change() + (effects.any() ? 1 : 0)).param("ahead", slice.ahead())
                .param("more", slice.more())
                .query((row, _) -> new Done(keys, slice.position() - checkpoint.position(), effects.any(),
                        slice.more() || row.getBoolean("backlog"), slice.position(), row.getLong("settled_position")))
                .single();
    }

}
