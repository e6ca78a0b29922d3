package dev.aisle.sync.reconciliation;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import tools.jackson.databind.json.JsonMapper;

import dev.aisle.sync.projection.ProjectedCatalog;
import dev.aisle.sync.reconciliation.Findings.Example;
import dev.aisle.sync.reconciliation.ReadModelReconciler.Request;
import dev.aisle.sync.reconciliation.ReconciliationSettings.Webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What is broken behind Aisle's back is found, named and repaired; what is merely on its way is not reported. Each test
 * has a database of its own.
 */
@Execution(ExecutionMode.CONCURRENT)
class ReconciliationIntegrationTests {

    private static final int PRODUCTS = 300;

    private ProjectedCatalog catalog;

    private Reconciliations reconciliations;

    private long last;

    @BeforeEach
    void givenACatalog() {
        this.catalog = new ProjectedCatalog();
        this.reconciliations = new Reconciliations(JdbcClient.create(this.catalog.database().sync()),
                JsonMapper.builder().build());
        this.catalog.edit(editor -> {
            editor.category("food", "");
            editor.category("fruit", "food");
            editor.category("offers", "food");
            editor.category("hidden", "food");
            editor.changeCategory("hidden", "hidden = true");
            editor.manyProducts("n", PRODUCTS, "fruit");
            editor.product("both", "fruit:3", "offers:1");
            editor.product("unseen", "hidden:1");
            editor.product("quiet", "fruit:9");
            editor.product("sold-out", "fruit:1");
            editor.stock("sold-out", 0);
            editor.changeProductSlug("both", "two");
            editor.changeProductSlug("n2", "number-two");
            editor.changeCategorySlug("fruit", "obst");
            editor.changeProduct("n7", "sale_until = " + ProjectedCatalog.at(Instant.now().plusSeconds(3_600)));
        });
        this.catalog.project();
    }

    @AfterEach
    void dropDatabase() {
        this.catalog.close();
    }

    private static ReconciliationSettings settings(int limit) {
        return new ReconciliationSettings("-", 2, 8, limit, 6, Duration.ofMillis(500), 50, 1_000, Duration.ofDays(1),
                Duration.ofDays(1),
                new Webhook(null, "", Duration.ofSeconds(1), 1));
    }

    private Outcome reconcile(boolean repair) {
        return reconcile(repair, 10_000, false);
    }

    private Outcome reconcile(boolean repair, int limit, boolean confirmed) {
        return reconcile(repair, limit, confirmed, Integer.MAX_VALUE);
    }

    private Outcome reconcile(boolean repair, int limit, boolean confirmed, int looks) {
        this.last = this.reconciliations.begin(1, repair, 1);
        var sync = this.catalog.database().sync();
        var reconciler = new ReadModelReconciler(sync, new JdbcTransactionManager(sync),
                this.reconciliations.findings(this.last), settings(limit), new Request(this.last, 1, repair, confirmed),
                new StoppedAfter(looks));
        reconciler.run();
        var outcome = reconciler.outcome(null, null);
        this.reconciliations.end(this.last, outcome);
        return outcome;
    }

    /** Stops when it is asked for the n-th time whether to. */
    private static final class StoppedAfter implements ReadModelReconciler.RunProgress {

        private final AtomicInteger looks;

        StoppedAfter(int looks) {
            this.looks = new AtomicInteger(looks);
        }

        @Override
        public void begin(String phase, long total) {
            assertThat(phase).isNotEmpty();
        }

        @Override
        public void done(long done) {
            assertThat(done).isNotNegative();
        }

        @Override
        public boolean isStopped() {
            return this.looks.decrementAndGet() < 0;
        }

        @Override
        public void at(Comparison.At at) {
            assertThat(at.change()).isNotNegative();
        }

    }

    private List<String> found() {
        return this.reconciliations.findings(this.last).examples(1_000).stream()
                .map(ReconciliationIntegrationTests::name)
                .toList();
    }

    private static String name(Example example) {
        return "%s %s %s%s".formatted(example.type(), example.kind(), example.key(),
                (example.category() == null) ? "" : " in " + example.category());
    }

    private void corrupt(String sql) {
        assertThat(this.catalog.jdbc().sql(sql).update()).as(sql).isPositive();
    }

    @Test
    void aReadModelThatIsRightIsReportedClean() {
        var outcome = reconcile(true);

        assertThat(outcome.state()).isEqualTo("clean");
        assertThat(found()).isEmpty();
        assertThat(outcome.rounds()).isOne();
        assertThat(outcome.rowsCompared()).isEqualTo(
                // products, twice as many listing rows and three for the one in two leaves, categories, old slugs
                PRODUCTS + 3 + 2 * PRODUCTS + 5 + 4 + 3);
        assertThat(outcome.report().before()).isNotNull().isEqualTo(outcome.report().after());
        assertThat(outcome.report().before().expected()).isEqualTo(outcome.report().before().stored());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|',
            textBlock = """
                    UPDATE read_g1.product SET name = 'Other' WHERE id = 'n5'                                | corrupt product n5
                    UPDATE read_g1.product SET hash = hash + 1 WHERE id = 'n5'                      | corrupt product n5
                    UPDATE read_g1.product SET listed = '{food}', listed_positions = '{5}' WHERE id = 'n5'   | corrupt product n5
                    UPDATE read_g1.product SET version = 999999 WHERE id = 'n5'                              | corrupt product n5
                    DELETE FROM read_g1.product WHERE id = 'n5'                                              | missing product n5
                    INSERT INTO read_g1.product SELECT 'x', 'x', name, brand, price, sale_price, available, images, description, sku, gtin, mpn, attributes, leaves, '{}', '{}', created_at, hash, version, changed_at FROM read_g1.product WHERE id = 'n5' | surplus product x
                    UPDATE read_g1.listing SET price = 1 WHERE product_id = 'n5' AND category_id = 'food'    | corrupt listing n5 in food
                    UPDATE read_g1.listing SET position = 77 WHERE product_id = 'n5' AND category_id = 'food' | corrupt listing n5 in food
                    UPDATE read_g1.listing SET created_at = now() WHERE product_id = 'n5' AND category_id = 'food' | corrupt listing n5 in food
                    DELETE FROM read_g1.listing WHERE product_id = 'n5' AND category_id = 'food'             | missing listing n5 in food
                    INSERT INTO read_g1.listing VALUES ('food', 'n5', 9999, 1, now())                        | surplus listing n5 in food
                    INSERT INTO read_g1.listing VALUES ('offers', 'n5', 5, 1, now())                         | surplus listing n5 in offers
                    INSERT INTO read_g1.listing VALUES ('nowhere', 'nothing', 5, 1, now())                   | surplus listing nothing in nowhere
                    UPDATE read_g1.category SET product_count = product_count + 3 WHERE id = 'food'          | corrupt count food
                    UPDATE read_g1.category SET product_count = 0 WHERE id = 'offers'                        | corrupt count offers
                    UPDATE read_g1.category SET name = 'Other' WHERE id = 'fruit'                            | corrupt category fruit
                    UPDATE read_g1.category SET visible = false WHERE id = 'offers'                          | corrupt category offers
                    UPDATE read_g1.category SET path = '{fruit}' WHERE id = 'fruit'                          | corrupt category fruit
                    DELETE FROM read_g1.category WHERE id = 'hidden'                                         | missing category hidden
                    INSERT INTO read_g1.category VALUES ('x', NULL, 9, 'x', 'X', NULL, NULL, '{x}', true, 0, 1, now()) | surplus category x
                    UPDATE read_g1.product_old_slug SET product_id = 'n1' WHERE slug = 'both'                | corrupt product_slug both
                    DELETE FROM read_g1.product_old_slug WHERE slug = 'both'                                 | missing product_slug both
                    INSERT INTO read_g1.product_old_slug VALUES ('x', 'n1')                                  | surplus product_slug x
                    UPDATE read_g1.category_old_slug SET category_id = 'offers' WHERE slug = 'fruit'         | corrupt category_slug fruit in food
                    DELETE FROM read_g1.category_old_slug WHERE slug = 'fruit'                               | missing category_slug fruit in food
                    INSERT INTO read_g1.category_old_slug VALUES (NULL, 'x', 'food')                         | surplus category_slug x
                    INSERT INTO read_g1.category_old_slug SELECT * FROM read_g1.category_old_slug            | corrupt category_slug fruit in food
                    """)
    void whatIsBrokenIsNamedAndRepaired(String corruption, String finding) {
        corrupt(corruption);
        assertThat(reconcile(false).state()).isEqualTo("drift");
        assertThat(found()).containsExactly(finding);

        var outcome = reconcile(true);

        assertThat(found()).containsExactly(finding);
        assertThat(outcome.state()).isEqualTo("repaired");
        assertThat(outcome.vanished()).isZero();
        assertThat(outcome.report().after().expected()).isEqualTo(outcome.report().after().stored());
        this.catalog.isExact();
        assertThat(reconcile(true).state()).isEqualTo("clean");
        this.catalog.project();
        assertThat(reconcile(true).state()).isEqualTo("clean");
    }

    @Test
    void whatWasNeverProjectedIsStale() {
        // as if a projector had lost an event
        this.catalog.jdbc().sql("UPDATE command.stock SET quantity = 0 WHERE product_id = 'both'").update();
        this.catalog.jdbc().sql("UPDATE command.product SET name = 'Renamed' WHERE id = 'n9'").update();

        assertThat(reconcile(true).state()).isEqualTo("repaired");

        assertThat(found()).containsExactlyInAnyOrder("stale product both", "stale product n9",
                "surplus listing both in food", "surplus listing both in fruit", "surplus listing both in offers",
                "stale count food", "stale count fruit", "stale count offers");
        this.catalog.isExact();
    }

    @Test
    void theRepairIsToldToTheCaches() {
        long before = this.catalog.jdbc().sql("SELECT max(seq) FROM read.changes").query(Long.class).single();
        corrupt("UPDATE read_g1.product SET slug = 'other' WHERE id = 'n5'");
        corrupt("DELETE FROM read_g1.listing WHERE product_id = 'n6' AND category_id = 'food'");
        corrupt("UPDATE read_g1.category SET product_count = 0 WHERE id = 'offers'");

        reconcile(true);

        var told = this.catalog.jdbc().sql("""
                SELECT unnest(products || listings || categories || product_slugs) AS key
                  FROM read.changes
                 WHERE seq > :before""").param("before", before).query(String.class).set();
        assertThat(told).contains("n5", "other", "food", "offers");
        assertThat(this.catalog.jdbc().sql("SELECT DISTINCT unnest(counts) FROM read.changes WHERE seq > :before")
                .param("before", before).query(String.class).list())
                .as("food shows how many offers there are").contains("food", "offers");
        assertThat(this.catalog.jdbc().sql("SELECT max(seq) - max(change) FROM read.changes, read_g1.checkpoint")
                .query(Long.class).single()).isZero();
    }

    @Test
    void listingsOfAMissingProductAreToldThoughTheirRowsWereThere() {
        corrupt("DELETE FROM read_g1.product WHERE id = 'both'");

        assertThat(reconcile(true).repaired()).isOne();

        assertThat(this.catalog.jdbc().sql("SELECT listings FROM read.changes ORDER BY seq DESC LIMIT 1")
                .query((row, _) -> List.of((String[]) row.getArray(1).getArray())).single())
                .containsExactlyInAnyOrder("food", "fruit", "offers");
    }

    @Test
    void aCategoryBelowOneThatIsRepairedIsFoundToo() {
        int more = 60;
        this.catalog.edit(editor -> IntStream.range(0, more).forEach(i -> editor.category("z" + i, "food")));
        this.catalog.project();
        // more than one transaction repairs, the parent in the first
        corrupt("UPDATE read_g1.category SET name = name || '?'");

        var outcome = reconcile(true);

        assertThat(outcome.found()).isEqualTo(4 + more);
        assertThat(outcome.repaired()).isEqualTo(4 + more);
        assertThat(outcome.vanished()).isZero();
    }

    @Test
    void whatIsOnItsWayIsLeftOutAndComparedLater() {
        corrupt("UPDATE read_g1.product SET name = 'Other' WHERE id = 'n5'");
        this.catalog.edit(editor -> {
            editor.changeCategory("offers", "hidden = true");
            editor.changeCategorySlug("food", "food-and-drink");
            editor.stock("n5", 0);
            editor.product("new", "fruit:1");
            editor.deleteProduct("n8");
            editor.changeProductSlug("n9", "nine");
        });

        var outcome = reconcile(false);

        assertThat(outcome.state()).isEqualTo("clean");
        assertThat(outcome.leftOut()).as("all of it stands below food").isGreaterThan(PRODUCTS);
        this.catalog.project();
        assertThat(reconcile(false).state()).isEqualTo("clean");
    }

    @Test
    @Timeout(120)
    void nothingIsReportedWhileEditorsAndTheProjectorAreAtWork() {
        var done = new AtomicBoolean();
        var threads = Executors.newFixedThreadPool(2);
        var editor = CompletableFuture.runAsync(() -> this.catalog.edit(edits -> {
            for (int i = 0; !done.get(); i++) {
                var product = "n" + (1 + i % PRODUCTS);
                switch (i % 8) {
                    case 0 -> edits.changeProduct(product, "name = 'Edit %d'".formatted(i));
                    case 1 -> edits.stock(product, i % 3);
                    case 2 -> edits.price(product, i);
                    case 3 -> edits.changeProduct(product,
                            "sale_until = " + ProjectedCatalog.at(Instant.now().plusMillis(20)));
                    case 4 -> edits.changeCategory("offers", "hidden = NOT hidden");
                    case 5 -> edits.changeProductSlug(product, "slug-" + i);
                    case 6 -> edits.changeCategorySlug("offers", "offers-" + i);
                    default -> edits.product("late-" + i, "offers:" + i);
                }
                // more than the projector takes would never be settled
                while (this.catalog.lag() > 20 && !done.get()) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
        }), threads);
        var projector = CompletableFuture.runAsync(() -> {
            while (!done.get()) {
                try {
                    this.catalog.projectSome(20);
                } catch (PessimisticLockingFailureException _) {
                    // it came between a repair and its snapshot, and tries again like the projector
                    Thread.onSpinWait();
                }
                LockSupport.parkNanos(3_000_000);
            }
        }, threads);
        try {
            for (int i = 0; i < 12; i++) {
                var outcome = reconcile(true);
                assertThat(Stream.of(editor, projector)).noneMatch(CompletableFuture::isDone);
                assertThat(found()).isEmpty();
                assertThat(outcome.state()).isEqualTo("clean");
                assertThat(outcome.vanished()).isZero();
            }
            for (int i = 0; i < 6; i++) {
                corrupt("UPDATE read_g1.listing SET price = -1 WHERE category_id = 'food' AND product_id = 'quiet'");
                corrupt("UPDATE read_g1.product SET brand = 'x' WHERE id = 'sold-out'");
                assertThat(reconcile(true).state()).isEqualTo("repaired");
                assertThat(found()).containsExactlyInAnyOrder("corrupt listing quiet in food",
                        "corrupt product sold-out");
            }
        } finally {
            done.set(true);
            threads.close();
        }
        assertThat(Stream.of(editor, projector)).allSatisfy(CompletableFuture::join);
        this.catalog.project();
        this.catalog.isExact();
    }

    @Test
    void stoppedAnywhereItBreaksNothingAndIsTakenUpAgain() {
        corrupt("UPDATE read_g1.product SET brand = 'x' WHERE id LIKE 'n1%'");
        corrupt("DELETE FROM read_g1.listing WHERE product_id LIKE 'n2%' AND category_id = 'food'");
        corrupt("UPDATE read_g1.category SET name = 'x', product_count = 7 WHERE id = 'fruit'");

        int stops = 0;
        for (boolean stopped = true; stopped; stops++) {
            try {
                reconcile(true, 10_000, false, stops);
                stopped = false;
            } catch (SharedSnapshot.StoppedException _) {
                this.catalog.project();
            }
        }

        assertThat(stops).as("moments at which it could be stopped").isGreaterThan(5);
        assertThat(reconcile(true).state()).isEqualTo("clean");
        this.catalog.isExact();
    }

    /** Somebody who changes a table may wait for the snapshot himself, and all shoppers behind him. */
    @Test
    @Timeout(60)
    void itDoesNotWaitForWhoeverLocksATable() throws SQLException {
        try (var connection = this.catalog.database().owner().getConnection()) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("LOCK TABLE read_g1.listing IN ACCESS EXCLUSIVE MODE");

                assertThatThrownBy(() -> reconcile(true)).hasMessageContaining("lock timeout");
            }
            connection.rollback();
        }
        assertThat(reconcile(true).state()).isEqualTo("clean");
    }

    @Test
    void tooMuchIsLeftToAPerson() {
        corrupt("UPDATE read_g1.product SET brand = 'x' WHERE id LIKE 'n1%'");

        var outcome = reconcile(true, 20, false);

        assertThat(outcome.state()).isEqualTo("refused");
        assertThat(this.catalog.jdbc().sql("SELECT count(*) FROM read_g1.product WHERE brand = 'x'").query(Long.class)
                .single()).isEqualTo(111);
        assertThat(reconcile(true, 20, true).state()).isEqualTo("repaired");
        assertThat(reconcile(true, 20, false).state()).isEqualTo("clean");
    }

}
