package dev.aisle.sync.projection;

import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;

import dev.aisle.kernel.testing.TestDatabase;
import dev.aisle.sync.following.Stillness;
import dev.aisle.sync.projection.Projected.Done;
import dev.aisle.sync.projection.Projected.Still;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A projector is woken more often than there is something for it to do. */
class SecondWakeUpIntegrationTests {

    private static final Duration LONG = Duration.ofHours(1);

    private TestDatabase database;

    private WriteModel catalog;

    private ReadModel readModel;

    @BeforeEach
    void makeDatabase() {
        this.database = TestDatabase.create();
        this.catalog = new WriteModel(this.database.owner());
        this.readModel = new ReadModel(this.catalog.jdbc(), "read_g1");
        this.catalog.category("food", null);
        this.catalog.category("fruit", "food");
        this.catalog.product("apple", "fruit:1");
    }

    @AfterEach
    void dropDatabase() {
        this.database.close();
    }

    private Projection projection(Duration still) {
        return new Projection(this.database.sync(), new JdbcTransactionManager(this.database.sync()), 0,
                new Stillness(still));
    }

    private static Projected next(Projection projection, int budget) {
        return projection.next(new ProjectionSql(1), budget, true);
    }

    /** Which transaction wrote it last, and when it is as of. */
    private String checkpoint() {
        return this.catalog.jdbc().sql("SELECT xmin || ' ' || time FROM read_g1.checkpoint").query(String.class)
                .single();
    }

    @Test
    void whereNothingHasComeNothingIsWritten() {
        var projection = projection(LONG);
        assertThat(next(projection, 100)).isInstanceOf(Done.class);
        var before = checkpoint();

        assertThat(next(projection, 100)).isEqualTo(new Still());

        assertThat(checkpoint()).isEqualTo(before);
    }

    @Test
    void whatHasComeIsProjected() {
        var projection = projection(LONG);
        next(projection, 100);
        next(projection, 100);
        this.catalog.product("pear", "fruit:2");

        assertThat(next(projection, 100)).isInstanceOf(Done.class);

        this.readModel.isExact();
    }

    @Test
    void whatIsLeftToDoIsDone() {
        for (int number = 0; number < 20; number++) {
            this.catalog.product("n" + number, "fruit:" + (10 + number));
        }
        var projection = projection(LONG);
        int turns = 0;
        while (next(projection, 2) instanceof Done) {
            turns++;
        }

        assertThat(turns).isGreaterThan(5);
        this.readModel.isExact();
    }

    @Test
    void afterAWhileItsTimeMovesOn() {
        var projection = projection(Duration.ofMillis(50));
        next(projection, 100);
        var before = checkpoint();

        await().until(() -> next(projection, 100) instanceof Done);

        assertThat(checkpoint()).isNotEqualTo(before);
    }

}
