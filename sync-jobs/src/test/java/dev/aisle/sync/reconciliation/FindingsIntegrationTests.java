package dev.aisle.sync.reconciliation;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

import dev.aisle.sync.projection.ProjectedCatalog;

import static org.assertj.core.api.Assertions.assertThat;

/** The planner knows of some findings of long ago, and of none of the many of now. */
class FindingsIntegrationTests {

    private static final int LONG_AGO = 1;

    private static final int NOW = 2;

    private static final int MANY = 30_000;

    private static final int ENOUGH_SECONDS = 5;

    private ProjectedCatalog catalog;

    private Findings findings;

    @BeforeEach
    void givenMoreThanThePlannerKnows() {
        this.catalog = new ProjectedCatalog();
        var sync = new JdbcTemplate(this.catalog.database().sync());
        sync.setQueryTimeout(ENOUGH_SECONDS);
        this.findings = new Findings(JdbcClient.create(sync), NOW);
        this.catalog.jdbc().sql("ALTER TABLE sync.reconciliation_finding SET (autovacuum_enabled = false)").update();
        find(LONG_AGO, 1_000);
        this.catalog.jdbc().sql("ANALYZE sync.reconciliation_finding").update();
        find(NOW, MANY);
    }

    private void find(int reconciliation, int count) {
        this.catalog.jdbc().sql("""
                INSERT INTO sync.reconciliation (id, run, repair, generation) OVERRIDING SYSTEM VALUE
                VALUES (:id, :id, true, 1)""").param("id", reconciliation).update();
        this.catalog.jdbc()
                .sql("""
                        INSERT INTO sync.reconciliation_finding (reconciliation, kind, key, category, class, cause, state, round)
                        SELECT :id, 'listing', 'p' || i, 'c' || i % 1000, 'stale',
                               CASE i % 1000 WHEN 7 THEN 'event or window not projected' ELSE 'row deleted outside Aisle' END,
                               'repaired', 1
                          FROM generate_series(1, :count) AS i""")
                .param("id", reconciliation).param("count", count).update();
    }

    @AfterEach
    void dropDatabase() {
        this.catalog.close();
    }

    private long count(int reconciliation) {
        return this.catalog.jdbc().sql("SELECT count(*) FROM sync.reconciliation_finding WHERE reconciliation = :id")
                .param("id", reconciliation).query(Long.class).single();
    }

    @Test
    void allButSomeAreForgottenAtOnce() {
        this.findings.keep(10);

        assertThat(count(NOW)).isEqualTo(10);
        assertThat(count(LONG_AGO)).as("of others nothing").isEqualTo(1_000);
        assertThat(this.findings.examples(10)).extracting(Findings.Example::key).startsWith("p1", "p10", "p100");
    }

}
