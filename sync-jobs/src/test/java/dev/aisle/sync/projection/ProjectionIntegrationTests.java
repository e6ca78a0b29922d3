package dev.aisle.sync.projection;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;

import dev.aisle.kernel.testing.TestDatabase;
import dev.aisle.sync.projection.Projected.Done;

import static org.assertj.core.api.Assertions.assertThat;

/** One projector transaction after another, at every edge of the rules. */
class ProjectionIntegrationTests {

    private TestDatabase database;

    private WriteModel catalog;

    private ReadModel readModel;

    private Projection projection;

    @BeforeEach
    void makeDatabase() {
        this.database = TestDatabase.create();
        this.catalog = new WriteModel(this.database.owner());
        this.readModel = new ReadModel(this.catalog.jdbc(), "read_g1");
        this.projection = new Projection(this.database.sync(), new JdbcTransactionManager(this.database.sync()));
    }

    @AfterEach
    void dropDatabase() {
        this.database.close();
    }

    private Done project() {
        return project(10_000);
    }

    private Done project(int budget) {
        return (Done) this.projection.next(new ProjectionSql(1), budget, true);
    }

    @Test
    void aNewProductStandsInItsLeafAndAllAbove() {
        this.catalog.category("food", null);
        this.catalog.category("fruit", "food");
        this.catalog.product("apple", "fruit:1");

        var done = project();

        this.readModel.isExact();
        assertThat(this.readModel.listing("food")).containsExactly("apple");
        assertThat(this.readModel.count("food")).isOne();
        assertThat(done.settled()).isEqualTo(this.catalog.head());
        assertThat(done.more()).isFalse();
    }

}
