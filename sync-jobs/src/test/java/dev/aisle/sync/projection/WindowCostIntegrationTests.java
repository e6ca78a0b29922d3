package dev.aisle.sync.projection;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

import dev.aisle.kernel.testing.TestDatabase;
import dev.aisle.sync.projection.Projected.Done;

import static org.assertj.core.api.Assertions.assertThat;

/** What windows cost depends on how many open or close, not on how many there are. */
class WindowCostIntegrationTests {

    private static final int FEW = 10;

    private static final int MANY = 40;

    @Test
    void rowsReadGrowWithTheWindowsThatOpenOnly() throws Exception {
        var small = rowsRead(1_000);
        var large = rowsRead(8_000);

        assertThat(large.none()).as("rows read when none opens").isLessThanOrEqualTo(small.none() + 5)
                .isLessThan(50);
        assertThat(large.few()).as("rows read when %d open", FEW).isLessThan(small.few() * 5 / 4 + 20);
        assertThat(large.many()).as("rows read when %d open", MANY).isLessThan(small.many() * 5 / 4 + 20)
                .isLessThan(large.few() * (MANY / FEW) * 5 / 4 + 20);
    }

    /**
     * Rows that one transaction of the projector reads.
     *
     * @param none when no window opens
     * @param few when few do
     * @param many when more do
     */
    private record Cost(long none, long few, long many) {

    }

    private static Cost rowsRead(int products) throws Exception {
        try (var database = TestDatabase.create();
                var ownerConnection = database.owner().getConnection();
                var syncConnection = database.sync().getConnection()) {
            var owner = new SingleConnectionDataSource(ownerConnection, true);
            var sync = new SingleConnectionDataSource(syncConnection, true);
            var catalog = new WriteModel(owner);
            catalog.category("root", null);
            catalog.category("leaf", "root");
            catalog.manyProducts("p", products, "leaf");
            // all have a window, and none of them moves for a day
            catalog.jdbc().sql("UPDATE command.product SET sale_from = now() + interval '1 day'").update();
            catalog.manyProducts("shown", products, "leaf");
            var projection = new Projection(sync, new JdbcTransactionManager(sync));
            while (((Done) projection.next(new ProjectionSql(1), 10_000, true)).more()) {
                assertThat(catalog.head()).isPositive();
            }
            for (var table : List.of("command.product", "command.stock", "command.price", "command.placement",
                    "read_g1.product", "read_g1.listing")) {
                catalog.jdbc().sql("ANALYZE " + table).update();
            }
            var stats = new ArrayList<Long>();
            int opened = 0;
            for (int opening : List.of(0, 0, FEW, MANY)) {
                // as a window that was set long ago and opens now: no event says so
                catalog.jdbc().sql("""
                        UPDATE command.product
                           SET sale_from = (SELECT time FROM read_g1.checkpoint) + interval '1 microsecond'
                         WHERE id IN (SELECT 'p' || n FROM generate_series(:from, :until) AS n)""")
                        .param("from", opened + 1).param("until", opened + opening).update();
                opened += opening;
                long before = read(catalog.jdbc(), JdbcClient.create(sync));
                projection.next(new ProjectionSql(1), 10_000, true);
                stats.add(read(catalog.jdbc(), JdbcClient.create(sync)) - before);
            }
            assertThat(new ReadModel(catalog.jdbc(), "read_g1").count("root")).isEqualTo(products + FEW + MANY);
            return new Cost(stats.get(1), stats.get(2), stats.get(3));
        }
    }

    /** Rows of our tables that were read so far, by either connection. */
    private static long read(JdbcClient owner, JdbcClient sync) {
        for (var connection : List.of(sync, owner)) {
            connection.sql("SELECT pg_stat_force_next_flush()").query((_, _) -> true).list();
            connection.sql("SELECT 1").query(Integer.class).single();
        }
        return owner.sql("""
                SELECT coalesce(sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)), 0)
                  FROM pg_stat_user_tables
                 WHERE schemaname IN ('command', 'read', 'read_g1')""").query(Long.class).single();
    }

}
