package dev.aisle.sync.projection;

import java.sql.Array;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.support.JdbcTransactionManager;

import dev.aisle.kernel.testing.TestDatabase;
import dev.aisle.sync.following.Follower;
import dev.aisle.sync.projection.Projected.Done;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

    @Test
    void categoriesAreWorkAsProductsAre() {
        this.catalog.category("food", null);
        this.catalog.category("fruit", "food");
        this.catalog.category("offers", "food");
        assertThat(project().keys()).isEqualTo(3);
        this.catalog.product("apple", "fruit:1");
        assertThat(project().keys()).isOne();

        var soon = Instant.now().plusMillis(200);
        this.catalog.changeCategory("fruit", "display_from = " + WriteModel.at(soon));
        project();
        await().until(() -> Instant.now().isAfter(soon));
        this.catalog.changeCategory("fruit", "name = 'Fresh fruit'");
        assertThat(project().keys()).as("a category that was edited and has opened, and its product").isEqualTo(2);
    }

    @Test
    void categoriesLeaveLessRoomForWhatIsDirty() {
        givenTwoLeaves();
        this.catalog.inBulk(() -> this.catalog.manyProducts("n", 300, "fruit"));
        projectAll();
        this.catalog.changeCategory("fruit", "hidden = true");
        assertThat(project(100).more()).isTrue();
        for (int i = 0; i < 60; i++) {
            this.catalog.category("new" + i, "food");
        }

        assertThat(project(100).keys()).isEqualTo(100);
        projectAll(100);
        this.readModel.isExact();
    }

    @Test
    void aProductInSeveralLeavesStandsOnceAboveThemAtItsSmallestPosition() {
        givenTwoLeaves();
        this.catalog.product("apple", "fruit:7", "offers:2");
        this.catalog.product("pear", "fruit:3");

        project();

        this.readModel.isExact();
        assertThat(this.readModel.listing("food")).containsExactly("apple", "pear");
        assertThat(this.readModel.listing("fruit")).containsExactly("pear", "apple");
        assertThat(this.readModel.count("food")).isEqualTo(2);
    }

    @Test
    void leavingOneOfTwoLeavesKeepsItAbove() {
        givenTwoLeaves();
        this.catalog.product("apple", "fruit:7", "offers:2");
        project();

        this.catalog.place("apple", "fruit:7");
        project();

        this.readModel.isExact();
        assertThat(this.readModel.listing("offers")).isEmpty();
        assertThat(this.readModel.listing("food")).containsExactly("apple");
    }

    @Test
    void soldOutProductsLeaveListingsButKeepTheirPage() {
        givenTwoLeaves();
        this.catalog.product("apple", "fruit:1");
        project();

        this.catalog.stock("apple", 0);
        project();

        this.readModel.isExact();
        assertThat(this.readModel.count("food")).isZero();
        assertThat(this.catalog.jdbc().sql("SELECT available FROM read_g1.product WHERE id = 'apple'")
                .query(Boolean.class).single()).isFalse();
    }

    @Test
    void whatChangesNothingWritesNothing() {
        givenTwoLeaves();
        this.catalog.product("apple", "fruit:1");
        project();
        int before = this.readModel.changes().size();

        this.catalog.stock("apple", 4);
        var done = project();

        assertThat(done.changed()).isFalse();
        assertThat(done.settled()).isEqualTo(this.catalog.head());
        assertThat(this.readModel.changes()).hasSize(before);
    }

    @Test
    void aHiddenAncestorTakesItsSubtreeAwayAndBringsItBack() {
        givenTwoLeaves();
        this.catalog.product("apple", "fruit:1");
        this.catalog.product("voucher", "offers:1");
        project();

        this.catalog.changeCategory("food", "hidden = true");
        projectAll();
        this.readModel.isExact();
        assertThat(this.readModel.count("fruit")).isZero();

        this.catalog.changeCategory("food", "hidden = false");
        projectAll();
        this.readModel.isExact();
        assertThat(this.readModel.count("food")).isEqualTo(2);
    }

    @Test
    void aMovedSubtreeChangesWhatItLeavesAndWhereItComes() {
        givenTwoLeaves();
        this.catalog.category("garden", null);
        this.catalog.product("apple", "fruit:1");
        this.catalog.product("both", "fruit:2", "offers:1");
        project();

        this.catalog.moveCategory("fruit", "garden");
        projectAll();

        this.readModel.isExact();
        assertThat(this.readModel.listing("garden")).containsExactly("apple", "both");
        assertThat(this.readModel.listing("food")).containsExactly("both");
    }

    @Test
    void aDeepMoveReachesEverythingBelow() {
        this.catalog.category("a", null);
        this.catalog.category("b", null);
        for (int depth = 1; depth <= 12; depth++) {
            this.catalog.category("a" + depth, (depth == 1) ? "a" : "a" + (depth - 1));
        }
        this.catalog.product("deep", "a12:1");
        project();

        this.catalog.moveCategory("a1", "b");
        projectAll();

        this.readModel.isExact();
        assertThat(this.readModel.listing("b")).containsExactly("deep");
    }

    @Test
    void aDeletedAndRemadeProductIsTheNewOne() {
        givenTwoLeaves();
        this.catalog.product("apple", "fruit:1");
        project();

        this.catalog.deleteProduct("apple");
        this.catalog.product("apple", "offers:9");
        project();

        this.readModel.isExact();
        assertThat(this.readModel.listing("fruit")).isEmpty();
        assertThat(this.readModel.listing("offers")).containsExactly("apple");
    }

    @Test
    void aDeletedCategoryIsGoneAndARemadeOneCountsAnew() {
        givenTwoLeaves();
        this.catalog.product("apple", "fruit:1");
        project();

        this.catalog.place("apple");
        this.catalog.deleteCategory("fruit");
        this.catalog.category("fruit", null);
        this.catalog.place("apple", "fruit:4");
        projectAll();

        this.readModel.isExact();
        assertThat(this.readModel.count("fruit")).isOne();
        assertThat(this.readModel.count("food")).isZero();
    }

    @Test
    void aCategoryRemadeWhileRowsOfItsFormerLifeRemainKeepsAnExactCount() {
        givenTwoLeaves();
        this.catalog.inBulk(() -> this.catalog.manyProducts("n", 300, "fruit"));
        projectAll();

        this.catalog.inBulk(() -> {
            for (int n = 1; n <= 300; n++) {
                this.catalog.place("n" + n);
            }
        });
        this.catalog.deleteCategory("fruit");
        project(100);
        this.catalog.category("fruit", "food");
        this.catalog.place("n1", "fruit:1");
        projectAll(100);

        this.readModel.isExact();
        assertThat(this.readModel.count("fruit")).isOne();
    }

    @Test
    void anOldSlugFollowsItsOwnerUntilAnotherTakesIt() {
        givenTwoLeaves();
        this.catalog.product("apple", "fruit:1");
        this.catalog.product("pear", "fruit:2");
        project();

        this.catalog.changeProductSlug("apple", "red-apple");
        this.catalog.changeProductSlug("pear", "apple");
        this.catalog.changeProductSlug("pear", "green-pear");
        this.catalog.changeCategorySlug("fruit", "obst");
        this.catalog.changeCategorySlug("offers", "fruit");
        this.catalog.changeCategorySlug("offers", "deals");
        project();
        this.readModel.isExact();

        this.catalog.deleteProduct("pear");
        this.catalog.place("apple");
        this.catalog.deleteCategory("offers");
        project();
        this.readModel.isExact();
        assertThat(this.readModel.changes().getLast().get("product_slugs").toString()).contains("green-pear");
    }

    @Test
    void childrenOrderedAnewAreRecomputedThroughTheirParent() {
        givenTwoLeaves();
        project();

        this.catalog.write("UPDATE command.category SET position = 9 WHERE id = 'fruit'", "category", "food");
        this.catalog.write("UPDATE command.category SET position = 8 WHERE id = 'food'", "category", "~roots");
        project();

        this.readModel.isExact();
    }

    @Test
    void windowsOpenAndCloseWithoutAnyEvent() {
        givenTwoLeaves();
        this.catalog.product("apple", "fruit:1");
        this.catalog.product("pear", "offers:1");
        this.catalog.product("plum", "offers:2");
        var soon = Instant.now().plusMillis(400);
        this.catalog.changeCategory("fruit", "display_from = " + WriteModel.at(soon));
        this.catalog.changeProduct("pear", "sale_until = " + WriteModel.at(soon));
        this.catalog.changePrice("plum", "sale_amount = 5, sale_from = " + WriteModel.at(soon));
        project();
        this.readModel.isExact();
        assertThat(this.readModel.listing("food")).containsExactly("pear", "plum");

        await().until(() -> Instant.now().isAfter(soon));
        projectAll();

        this.readModel.isExact();
        assertThat(this.readModel.listing("food")).containsExactly("apple", "plum");
        assertThat(this.readModel.changes()).extracting(change -> change.get("seq")).doesNotHaveDuplicates();
    }

    @Test
    void manyWindowsAtOnceAreTakenInSeveralTransactions() {
        givenTwoLeaves();
        this.catalog.inBulk(() -> this.catalog.manyProducts("n", 1_000, "fruit"));
        projectAll();
        var soon = Instant.now().plusMillis(300);
        this.catalog.jdbc().sql("UPDATE command.product SET sale_until = " + WriteModel.at(soon)).update();
        await().until(() -> Instant.now().isAfter(soon));

        var first = project(100);
        assertThat(first.more()).isTrue();
        assertThat(this.readModel.count("food")).isBetween(1, 999);
        var settledTime = this.readModel.checkpoint("settled_time", OffsetDateTime.class);
        assertThat(settledTime).isBefore(this.readModel.checkpoint("time", OffsetDateTime.class));
        projectAll(100);

        this.readModel.isExact();
        assertThat(this.readModel.count("food")).isZero();
        assertThat(this.readModel.checkpoint("settled_time", OffsetDateTime.class)).isAfter(settledTime);
    }

    /** Answers would name a time whose writes they don't show. */
    @Test
    void theSettledTimeWaitsForEventsThatAreLeftForTheNextTransaction() {
        givenTwoLeaves();
        this.catalog.inBulk(() -> this.catalog.manyProducts("n", 1_000, "fruit"));
        var settledTime = this.readModel.checkpoint("settled_time", OffsetDateTime.class);

        assertThat(project(100).more()).isTrue();

        assertThat(this.readModel.checkpoint("settled_time", OffsetDateTime.class)).isEqualTo(settledTime);
        projectAll(100);
        assertThat(this.readModel.checkpoint("settled_time", OffsetDateTime.class)).isAfter(settledTime)
                .isEqualTo(this.readModel.checkpoint("time", OffsetDateTime.class));
    }

    @Test
    void aLargeMoveGoesByInBatchesThatAnEditOvertakes() {
        givenTwoLeaves();
        this.catalog.category("garden", null);
        this.catalog.product("apple", "offers:1");
        this.catalog.inBulk(() -> this.catalog.manyProducts("n", 2_000, "fruit"));
        projectAll();
        long before = this.catalog.head();

        this.catalog.moveCategory("fruit", "garden");
        project(200);
        this.catalog.stock("apple", 0);
        var done = project(200);

        assertThat(done.more()).isTrue();
        assertThat(done.settled()).isEqualTo(before);
        assertThat(this.readModel.listing("offers")).isEmpty();
        assertThat(this.readModel.count("garden")).isBetween(1, 1_999);
        projectAll(200);
        this.readModel.isExact();
        assertThat(this.readModel.checkpoint("settled_position", Long.class)).isEqualTo(this.catalog.head());
    }

    @Test
    void anEditOvertakesABulkThatIsBeforeItInTheJournal() {
        givenTwoLeaves();
        this.catalog.product("apple", "offers:1");
        projectAll();

        this.catalog.inBulk(() -> this.catalog.manyProducts("n", 2_000, "fruit"));
        this.catalog.stock("apple", 0);
        this.catalog.category("late", "food");
        this.catalog.product("plum", "late:1");
        var done = project(100);

        assertThat(done.position()).isLessThan(this.catalog.head());
        assertThat(this.readModel.listing("offers")).isEmpty();
        assertThat(this.readModel.listing("late")).containsExactly("plum");
        assertThat(this.readModel.count("fruit")).isEqualTo(100);
        projectAll(100);
        this.readModel.isExact();
    }

    @Test
    void stockLevelsThatChangeNothingAreLittleWork() {
        givenTwoLeaves();
        this.catalog.inBulk(() -> this.catalog.manyProducts("n", 400, "fruit"));
        projectAll();

        this.catalog.manyLevels("n", 400, 20);
        project(60);
        var done = project(60);
        assertThat(done.position()).as("58 products' work, once it is known what these levels are like")
                .isEqualTo(this.catalog.head());
        assertThat(this.readModel.count("fruit")).isEqualTo(380);

        this.catalog.manyLevels("n", 400, 1);
        assertThat(project(60).more()).isTrue();
        assertThat(this.readModel.count("fruit")).as("each of these is a product's work").isBetween(320, 325);
        projectAll(60);
        this.readModel.isExact();
    }

    @Test
    void aMoveThatIsReversedMidwayEndsWhereItBegan() {
        givenTwoLeaves();
        this.catalog.category("garden", null);
        this.catalog.inBulk(() -> this.catalog.manyProducts("n", 500, "fruit"));
        projectAll();

        this.catalog.moveCategory("fruit", "garden");
        project(100);
        project(100);
        this.catalog.moveCategory("fruit", "food");
        project(100);
        this.catalog.deleteProduct("n400");
        this.catalog.place("n499", "offers:1");
        projectAll(100);

        this.readModel.isExact();
    }

    @Test
    void ofTwoProjectorsOneWorksAndTheOtherLeavesItAlone() {
        givenTwoLeaves();
        this.catalog.inBulk(() -> this.catalog.manyProducts("n", 1_000, "fruit"));
        var outcomes = new ConcurrentLinkedQueue<Projected>();
        var projectors = Stream.generate(() -> projector(outcomes)).limit(2).toList();

        projectors.forEach(Follower::start);
        await().until(() -> this.readModel.checkpoint("settled_position", Long.class) >= this.catalog.head());
        projectors.forEach(projector -> projector.stop(Duration.ofSeconds(10)));

        this.readModel.isExact();
        assertThat(outcomes).hasAtLeastOneElementOfType(Done.class);
        assertThat(this.readModel.changes()).extracting(change -> (Long) change.get("seq"))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, this.readModel.changes().size()).boxed().toList());
    }

    private Follower projector(Queue<Projected> outcomes) {
        var own = new Projection(this.database.sync(), new JdbcTransactionManager(this.database.sync()));
        var shortly = Duration.ofMillis(1);
        return new Follower("test-projector", "Projecting", shortly, shortly,
                () -> outcomes.add(own.next(new ProjectionSql(1), 100, true)), _ -> {});
    }

    @Test
    void aTransactionThatIsCutOffLeavesNothingBehind() throws Exception {
        givenTwoLeaves();
        this.catalog.product("apple", "fruit:1");
        try (var connection = this.database.sync().getConnection()) {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                statement.execute("SELECT FROM read_g1.checkpoint FOR UPDATE");
                assertThat(this.projection.next(new ProjectionSql(1), 100, true))
                        .isEqualTo(new Projected.Elsewhere());
                statement.execute("DELETE FROM read_g1.checkpoint");
            }
            connection.rollback();
        }

        project();

        this.readModel.isExact();
    }

    @Test
    void aGenerationThatReadersDontUseIsLeftToItsRebuild() {
        this.catalog.jdbc().sql("UPDATE read.pointer SET generation = 2").update();

        assertThat(this.projection.next(new ProjectionSql(1), 100, true)).isEqualTo(new Projected.Retired());
    }

    @Test
    void changesSayWhatChangedAndNothingElse() {
        givenTwoLeaves();
        this.catalog.product("apple", "fruit:1");
        this.catalog.product("pear", "fruit:2");
        project();

        this.catalog.changeProduct("apple", "name = 'Red apple'");
        project();
        var renamed = this.readModel.changes().getLast();
        assertThat(texts(renamed, "products")).containsExactly("apple");
        assertThat(texts(renamed, "listings")).isEmpty();
        assertThat(texts(renamed, "categories")).isEmpty();
        assertThat(texts(renamed, "counts")).isEmpty();
        assertThat(renamed).containsEntry("tree", false);

        this.catalog.stock("apple", 0);
        project();
        var soldOut = this.readModel.changes().getLast();
        assertThat(texts(soldOut, "listings")).containsExactlyInAnyOrder("food", "fruit");
        assertThat(texts(soldOut, "categories")).isEmpty();
        assertThat(texts(soldOut, "counts")).containsExactlyInAnyOrder("food", "fruit");
        assertThat(soldOut).containsEntry("tree", true);

        this.catalog.stock("pear", 0);
        project();
        assertThat(texts(this.readModel.changes().getLast(), "categories"))
                .as("their count reached 0").containsExactlyInAnyOrder("food", "fruit");
    }

    /** Its own listing stays as it is. */
    @Test
    void whoShowsAChildsCountIsNamedToo() {
        givenTwoLeaves();
        this.catalog.product("apple", "fruit:1");
        this.catalog.product("pear", "fruit:2");
        this.catalog.product("plum", "offers:1");
        project();

        this.catalog.place("apple", "offers:2");
        project();

        var moved = this.readModel.changes().getLast();
        assertThat(texts(moved, "counts")).containsExactlyInAnyOrder("food", "fruit", "offers");
        assertThat(texts(moved, "categories")).isEmpty();
    }

    private static String[] texts(Map<String, Object> change, String column) {
        try {
            return (String[]) ((Array) change.get(column)).getArray();
        } catch (SQLException ex) {
            throw new IllegalStateException(ex);
        }
    }

    private void givenTwoLeaves() {
        this.catalog.category("food", null);
        this.catalog.category("fruit", "food", 1);
        this.catalog.category("offers", "food", 2);
    }

    private void projectAll() {
        projectAll(10_000);
    }

    private void projectAll(int budget) {
        for (int n = 0; n < 1_000; n++) {
            if (!project(budget).more()) {
                return;
            }
        }
        throw new AssertionError("it never comes to an end");
    }

}
