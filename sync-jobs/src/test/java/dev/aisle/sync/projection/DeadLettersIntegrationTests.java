package dev.aisle.sync.projection;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.support.JdbcTransactionManager;

import dev.aisle.kernel.testing.TestDatabase;
import dev.aisle.sync.jobs.JobProblemException;
import dev.aisle.sync.projection.Projected.Done;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Rows that the database refuses to store: they are set aside, and hold up nothing else. */
class DeadLettersIntegrationTests {

    /** Refuses rows by id, as a damaged page or a constraint would, with the SQLState that {@code poison} says. */
    private static final String POISON = """
            CREATE TABLE public.poison (id text PRIMARY KEY, state text NOT NULL);
            CREATE FUNCTION public.refuse_poison() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
            DECLARE
                code text := (SELECT state FROM public.poison WHERE id = NEW.id);
            BEGIN
                IF code IS NOT NULL THEN
                    RAISE EXCEPTION '% is poison', NEW.id USING ERRCODE = code;
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER poison BEFORE INSERT OR UPDATE ON read_g1.product
                FOR EACH ROW EXECUTE FUNCTION public.refuse_poison();
            CREATE TRIGGER poison BEFORE INSERT OR UPDATE ON read_g1.category
                FOR EACH ROW EXECUTE FUNCTION public.refuse_poison()""";

    private TestDatabase database;

    private WriteModel catalog;

    private ReadModel readModel;

    private Projection projection;

    @BeforeEach
    void givenACatalog() {
        this.database = TestDatabase.create();
        this.catalog = new WriteModel(this.database.owner());
        this.readModel = new ReadModel(this.catalog.jdbc(), "read_g1");
        this.projection = projection(1_000);
        this.catalog.jdbc().sql(POISON).update();
        this.catalog.category("food", null);
        this.catalog.category("fruit", "food", 1);
        this.catalog.category("offers", "food", 2);
    }

    @AfterEach
    void dropDatabase() {
        this.database.close();
    }

    private Projection projection(int mostDeadLetters) {
        return new Projection(this.database.sync(), new JdbcTransactionManager(this.database.sync()),
                mostDeadLetters);
    }

    private void poison(String id) {
        poison(id, "P0001");
    }

    private void poison(String id, String state) {
        this.catalog.jdbc().sql("INSERT INTO public.poison (id, state) VALUES (:id, :state)").param("id", id)
                .param("state", state).update();
    }

    private void cure() {
        this.catalog.jdbc().sql("DELETE FROM public.poison").update();
    }

    private void projectAll() {
        for (int n = 0; n < 1_000; n++) {
            if (!((Done) this.projection.next(new ProjectionSql(1), 10_000, true)).more()) {
                return;
            }
        }
        throw new AssertionError("it never comes to an end");
    }

    private void retry() {
        this.catalog.jdbc().sql("UPDATE read.dead_letter SET retry = true").update();
        projectAll();
    }

    private List<Map<String, Object>> letters() {
        return this.catalog.jdbc().sql("""
                SELECT kind, key, slug, failures, error, position
                  FROM read.dead_letter
                 ORDER BY kind, key""").query().listOfRows();
    }

    private List<Object> deadKeys() {
        return letters().stream().map(letter -> letter.get("key")).toList();
    }

    @Test
    void thePoisonAmongManyIsSetAsideAndTheRestGoesOn() {
        poison("n7");
        poison("n200");
        this.catalog.inBulk(() -> this.catalog.manyProducts("n", 300, "fruit"));

        projectAll();

        assertThat(deadKeys()).containsExactly("n200", "n7");
        assertThat(letters().getLast()).containsEntry("kind", "product").containsEntry("slug", "n7")
                .containsEntry("failures", 1).containsEntry("error", "ERROR: n7 is poison");
        assertThat(this.readModel.count("food")).isEqualTo(298);
        assertThat(this.readModel.listing("fruit")).hasSize(298).doesNotContain("n7", "n200");
        assertThat(this.readModel.checkpoint("settled_position", Long.class)).isEqualTo(this.catalog.head());
    }

    @Test
    void laterEventsTryItAgainUntilThatWorks() {
        poison("apple");
        this.catalog.product("apple", "fruit:1");
        projectAll();
        int failures = (int) letters().getFirst().get("failures");

        this.catalog.changeProduct("apple", "name = 'Still poison'");
        this.catalog.product("pear", "fruit:2");
        projectAll();

        assertThat(letters().getFirst()).containsEntry("failures", failures + 1);
        assertThat(this.readModel.listing("fruit")).containsExactly("pear");

        cure();
        this.catalog.stock("apple", 3);
        projectAll();

        assertThat(letters()).isEmpty();
        this.readModel.isExact();
    }

    @Test
    void anOperatorHasItTriedAgain() {
        this.catalog.product("apple", "fruit:1");
        projectAll();
        poison("apple");
        this.catalog.changeProductSlug("apple", "red-apple");
        projectAll();
        assertThat(deadKeys()).containsExactly("apple");

        retry();
        assertThat(letters().getFirst()).containsEntry("failures", 2).containsEntry("slug", "red-apple");

        cure();
        retry();
        assertThat(letters()).isEmpty();
        this.readModel.isExact();
    }

    @Test
    void whatWasDeletedNeedsNoLetter() {
        poison("apple");
        this.catalog.product("apple", "fruit:1");
        projectAll();
        assertThat(deadKeys()).containsExactly("apple");

        this.catalog.deleteProduct("apple");
        projectAll();

        assertThat(letters()).isEmpty();
        this.readModel.isExact();
    }

    @Test
    void inADirtyLeafItIsTriedOnce() {
        this.catalog.category("garden", null);
        this.catalog.inBulk(() -> this.catalog.manyProducts("n", 50, "fruit"));
        projectAll();
        poison("n20");

        this.catalog.moveCategory("fruit", "garden");
        projectAll();

        assertThat(letters()).hasSize(1).first().satisfies(letter -> assertThat(letter).containsEntry("key", "n20")
                .containsEntry("failures", 1));
        assertThat(this.readModel.count("garden")).isEqualTo(49);
        projectAll();
        assertThat(letters().getFirst()).containsEntry("failures", 1);

        cure();
        retry();
        this.readModel.isExact();
    }

    @Test
    void aCategoryThatCannotBeStoredHoldsUpNoOther() {
        poison("figs");
        this.catalog.category("figs", "food", 3);
        this.catalog.category("nuts", "food", 4);
        this.catalog.product("fig", "figs:1");
        this.catalog.product("almond", "nuts:1");
        projectAll();

        assertThat(letters()).hasSize(1).first().satisfies(letter -> assertThat(letter)
                .containsEntry("kind", "category").containsEntry("key", "figs").containsEntry("slug", "figs"));
        assertThat(this.readModel.listing("food")).containsExactly("almond");
        this.catalog.product("green-fig", "figs:2");
        projectAll();

        cure();
        retry();

        assertThat(letters()).isEmpty();
        assertThat(this.readModel.listing("figs")).containsExactly("fig", "green-fig");
        this.readModel.isExact();
    }

    @Test
    void aMoveThatCannotBeStoredIsMadeUpFor() {
        this.catalog.category("garden", null);
        this.catalog.product("apple", "fruit:1");
        projectAll();
        poison("fruit");
        this.catalog.moveCategory("fruit", "garden");
        projectAll();
        assertThat(deadKeys()).containsExactly("fruit");
        assertThat(this.readModel.listing("food")).as("as it was").containsExactly("apple");

        cure();
        retry();

        this.readModel.isExact();
        assertThat(this.readModel.listing("garden")).containsExactly("apple");
    }

    @Test
    void belowAMovedCategoryAllButThePoisonMoves() {
        this.catalog.category("garden", null);
        this.catalog.category("citrus", "fruit", 1);
        this.catalog.category("berries", "fruit", 2);
        this.catalog.product("lemon", "citrus:1");
        this.catalog.product("currant", "berries:1");
        projectAll();
        poison("berries");

        this.catalog.moveCategory("fruit", "garden");
        projectAll();

        assertThat(deadKeys()).containsExactly("berries");
        assertThat(this.readModel.listing("garden")).containsExactly("lemon");
        assertThat(this.readModel.listing("food")).containsExactly("currant");

        cure();
        retry();
        this.readModel.isExact();
    }

    @Test
    void anOutageMakesNoLetters() {
        poison("apple", "53100");
        this.catalog.product("apple", "fruit:1");
        long before = this.readModel.checkpoint("position", Long.class);

        assertThatThrownBy(this::projectAll).isInstanceOf(DataAccessException.class);

        assertThat(letters()).isEmpty();
        assertThat(this.readModel.checkpoint("position", Long.class)).isEqualTo(before);
        cure();
        projectAll();
        this.readModel.isExact();
    }

    @Test
    void whenTooManyFailItIsNotTheirFault() {
        projectAll();
        this.projection = projection(2);
        List.of("a", "b", "c").forEach(id -> {
            poison(id);
            this.catalog.product(id, "fruit:1");
        });
        long before = this.readModel.checkpoint("position", Long.class);

        assertThatThrownBy(this::projectAll).isInstanceOf(DataAccessException.class);

        assertThat(letters()).isEmpty();
        assertThat(this.readModel.checkpoint("position", Long.class)).isEqualTo(before);
    }

    @Test
    void aRebuildEndsAtTheFirstAndNamesIt() {
        this.catalog.inBulk(() -> this.catalog.manyProducts("n", 100, "fruit"));
        projectAll();
        poison("n77");
        var build = GenerationBuild.of(this.database.sync(), new JdbcTransactionManager(this.database.sync()), 1);
        this.catalog.jdbc().sql("""
                CREATE TRIGGER poison BEFORE INSERT ON read_g2.product
                    FOR EACH ROW EXECUTE FUNCTION public.refuse_poison()""").update();
        build.fillCategories(1_000);
        var range = build.unfilled().getFirst();

        assertThatThrownBy(() -> build.fillProducts(range)).isInstanceOf(JobProblemException.class)
                .hasMessageContaining("product 'n77'").hasMessageContaining("n77 is poison");
        assertThat(build.unfilled()).contains(range);

        cure();
        build.fillProducts(range);
        assertThat(this.catalog.jdbc().sql("SELECT count(*) FROM read_g2.product").query(Long.class).single())
                .isEqualTo(100);
    }

    @Test
    void aJobThatProjectsEndsAtTheFirst() {
        this.projection = projection(0);
        poison("apple");
        this.catalog.product("apple", "fruit:1");

        assertThatThrownBy(this::projectAll).isInstanceOf(JobProblemException.class)
                .hasMessageContaining("product 'apple'").hasMessageContaining("apple is poison");

        assertThat(letters()).isEmpty();
    }

}
