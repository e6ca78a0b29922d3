package dev.aisle.command.fold;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import javax.sql.DataSource;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import dev.aisle.command.JournalVerification;
import dev.aisle.command.ProgressListener;
import dev.aisle.command.journal.JournalReader;
import dev.aisle.kernel.ProductId;

/**
 * Verifies the tree first, in one snapshot, then products in batches, each in a snapshot of
 * its own: a product's rows depend on no stream but its own three. Only which product left a
 * slug last depends on several, so that is compared in a last snapshot, once those that have
 * left slugs meanwhile are folded up to it.
 */
@Component
class BaselineVerification implements JournalVerification {

    private static final int BATCH = 1_000;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private static final String NEXT = """
            (SELECT id         FROM command.product                  WHERE id > :after         ORDER BY id         LIMIT :limit)
             UNION
            (SELECT id         FROM command.journal_baseline_product WHERE id > :after         ORDER BY id         LIMIT :limit)
             UNION
            (SELECT product_id FROM command.journal_touched          WHERE product_id > :after ORDER BY product_id LIMIT :limit)
             UNION
            (SELECT stream_id  FROM command.deleted_stream
              WHERE stream_type = 'product' AND stream_id > :after                             ORDER BY stream_id  LIMIT :limit)
             UNION
            (SELECT stream_id  FROM command.deleted_stream
              WHERE stream_type = 'stock'   AND stream_id > :after                             ORDER BY stream_id  LIMIT :limit)
             UNION
            (SELECT stream_id  FROM command.deleted_stream
              WHERE stream_type = 'price'   AND stream_id > :after                             ORDER BY stream_id  LIMIT :limit)
             ORDER BY 1
             LIMIT :limit
            """;

    private static final String TOUCH = """
            INSERT INTO command.journal_touched (product_id)
            SELECT DISTINCT stream_id
              FROM command.journal
             WHERE position > :after
               AND stream_type <> 'category'
            """;

    private static final String LEFT_SLUGS = """
            SELECT DISTINCT stream_id
              FROM command.journal
             WHERE position > :after
               AND type IN ('product-slug-changed', 'product-deleted')
             ORDER BY stream_id
            """;

    private static final String STALE_ENDED = """
            SELECT stream_type, stream_id, version
              FROM command.deleted_stream ended
             WHERE (stream_type = 'product' AND EXISTS (SELECT FROM command.product WHERE id         = ended.stream_id))
                OR (stream_type = 'stock'   AND EXISTS (SELECT FROM command.stock   WHERE product_id = ended.stream_id))
                OR (stream_type = 'price'   AND EXISTS (SELECT FROM command.price   WHERE product_id = ended.stream_id))
            """;

    private final DataSource dataSource;

    private final JdbcClient jdbc;

    private final TransactionTemplate snapshot;

    private final JournalReader journal;

    private final TreeVerification tree;

    private final ProductsVerification products;

    private final ProductBaseline baseline;

    BaselineVerification(@Qualifier("commandDataSource") DataSource dataSource,
            @Qualifier("commandJdbc") JdbcClient jdbc,
            @Qualifier("commandTransactionManager") PlatformTransactionManager transactions, JournalReader journal,
            TreeVerification tree, ProductsVerification products, ProductBaseline baseline) {
        this.dataSource = dataSource;
        this.jdbc = jdbc;
        this.snapshot = new TransactionTemplate(transactions);
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.journal = journal;
        this.tree = tree;
        this.products = products;
        this.baseline = baseline;
    }

    @Override
    public Verified verify(ProgressListener progress) {
        try (var connection = this.dataSource.getConnection()) {
            var lock = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            while (!lock.sql("SELECT pg_try_advisory_lock(4150, 5)").query(Boolean.class).single()) {
                if (progress.isStopped()) {
                    return new Findings().at(position(), false);
                }
                Thread.sleep(LOOK_AGAIN);
            }
            try {
                return verifyAlone(progress);
            } finally {
                lock.sql("SELECT pg_advisory_unlock(4150, 5)").query(Boolean.class).single();
            }
        } catch (SQLException ex) {
            throw new DataAccessResourceFailureException("the lock of the verification can't be had", ex);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Findings().at(position(), false);
        }
    }

    private Verified verifyAlone(ProgressListener progress) {
        var findings = new Findings();
        long after = position();
        progress.begin("fold-tree", 0);
        long head = inSnapshot(() -> {
            long newest = this.journal.head();
            this.jdbc.sql("TRUNCATE command.journal_touched").update();
            this.jdbc.sql(TOUCH).param("after", after).update();
            this.tree.verify(newest, findings);
            return newest;
        });
        progress.begin("fold-products",
                this.jdbc.sql("SELECT count(*) FROM command.product").query(Long.class).single());
        String last = "";
        while (!progress.isStopped()) {
            var from = last;
            var ids = inSnapshot(() -> batch(from, after, findings));
            progress.done(findings.products());
            if (ids.isEmpty()) {
                boolean complete = inSnapshot(() -> finish(head, after, progress, findings));
                return findings.at(position(), complete);
            }
            last = ids.getLast();
        }
        return findings.at(position(), false);
    }

    private long position() {
        return this.jdbc.sql("SELECT position FROM command.journal_baseline").query(Long.class).single();
    }

    private List<String> batch(String from, long after, Findings findings) {
        var ids = this.jdbc.sql(NEXT).param("after", from).param("limit", BATCH).query((row, _) -> row.getString(1))
                .list();
        if (!ids.isEmpty()) {
            verify(ids, after, findings);
        }
        return ids;
    }

    private void verify(List<String> ids, long after, Findings findings) {
        var touched = this.jdbc.sql("SELECT product_id FROM command.journal_touched WHERE product_id = ANY (:ids)")
                .param("ids", ids.toArray(String[]::new)).query((row, _) -> row.getString(1)).list();
        this.products.verify(products(ids), products(touched), after, this.journal.head(), findings);
    }

    /** Moves the baseline to where the verification began, if all is well. */
    private boolean finish(long head, long after, ProgressListener progress, Findings findings) {
        var late = this.jdbc.sql(LEFT_SLUGS).param("after", head).query((row, _) -> row.getString(1)).list();
        for (int i = 0; i < late.size(); i += BATCH) {
            if (progress.isStopped()) {
                return false;
            }
            var ids = products(late.subList(i, Math.min(late.size(), i + BATCH)));
            this.products.verify(ids, ids, after, this.journal.head(), findings);
        }
        this.baseline.compareSlugs(findings);
        this.jdbc.sql(STALE_ENDED).query(row -> {
            findings.add("deleted_stream %s:%s".formatted(row.getString("stream_type"), row.getString("stream_id")),
                    null, row.getString("version"));
        });
        if (findings.differing() == 0) {
            this.jdbc.sql("UPDATE command.journal_baseline SET position = :head, verified_at = now()")
                    .param("head", head).update();
        }
        return true;
    }

    private static List<ProductId> products(List<String> ids) {
        return ids.stream().map(ProductId::new).toList();
    }

    /** Batches are large and their keys many: a generic plan wouldn't know. */
    private <T> T inSnapshot(Supplier<T> work) {
        return Objects.requireNonNull(this.snapshot.<T>execute(_ -> {
            this.jdbc.sql("SET LOCAL plan_cache_mode = auto").update();
            return work.get();
        }));
    }

}
