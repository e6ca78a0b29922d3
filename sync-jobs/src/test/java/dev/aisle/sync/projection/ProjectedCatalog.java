package dev.aisle.sync.projection;

import java.time.Instant;
import java.util.function.Consumer;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

import dev.aisle.kernel.testing.TestDatabase;
import dev.aisle.sync.projection.Projected.Done;

/** A catalog in a database of its own, with a projector that works when it is told to. */
public final class ProjectedCatalog implements AutoCloseable {

    private final TestDatabase database = TestDatabase.create();

    private final WriteModel catalog = new WriteModel(this.database.owner());

    private final Projection projection;

    /** Whatever can't be projected is an error. */
    public ProjectedCatalog() {
        this(0);
    }

    /** Sets aside so many keys that can't be projected. */
    public ProjectedCatalog(int mostDeadLetters) {
        this.projection = new Projection(this.database.sync(), new JdbcTransactionManager(this.database.sync()),
                mostDeadLetters);
    }

    /** What changes the catalog as commands would. */
    public interface Editor {

        void category(String id, String parent);

        void product(String id, String... placements);

        void changeCategory(String id, String set);

        void changeCategorySlug(String id, String slug);

        void changeProduct(String id, String set);

        void changeProductSlug(String id, String slug);

        void stock(String id, int quantity);

        void price(String id, long amount);

        void manyProducts(String prefix, int count, String leaf);

        void deleteProduct(String id);

    }

    /** Edits, without projecting. */
    public void edit(Consumer<Editor> edits) {
        edits.accept(new Edits(this.catalog));
    }

    /** Projects all there is. */
    public void project() {
        while (projectSome(10_000)) {
            Thread.onSpinWait();
        }
    }

    /** One transaction of the projector; answers whether there is more, or it was somebody else's turn. */
    public boolean projectSome(int budget) {
        return !(this.projection.next(new ProjectionSql(1), budget, true) instanceof Done done) || done.more();
    }

    /** How many events are not projected. */
    public long lag() {
        return this.catalog.jdbc().sql("""
                SELECT (SELECT max(position) FROM command.journal) - settled_position
                  FROM read_g1.checkpoint""").query(Long.class).single();
    }

    public TestDatabase database() {
        return this.database;
    }

    /** As the owner, who may break anything. */
    public JdbcClient jdbc() {
        return this.catalog.jdbc();
    }

    /** Fails unless listings, counts, categories and slugs are what they should be. */
    public void isExact() {
        new ReadModel(this.catalog.jdbc(), "read_g1").isExact();
    }

    /** As SQL. */
    public static String at(Instant time) {
        return WriteModel.at(time);
    }

    @Override
    public void close() {
        this.database.close();
    }

    private record Edits(WriteModel catalog) implements Editor {

        @Override
        public void category(String id, String parent) {
            this.catalog.category(id, parent.isEmpty() ? null : parent);
        }

        @Override
        public void product(String id, String... placements) {
            this.catalog.product(id, placements);
        }

        @Override
        public void changeCategory(String id, String set) {
            this.catalog.changeCategory(id, set);
        }

        @Override
        public void changeCategorySlug(String id, String slug) {
            this.catalog.changeCategorySlug(id, slug);
        }

        @Override
        public void changeProduct(String id, String set) {
            this.catalog.changeProduct(id, set);
        }

        @Override
        public void changeProductSlug(String id, String slug) {
            this.catalog.changeProductSlug(id, slug);
        }

        @Override
        public void stock(String id, int quantity) {
            this.catalog.stock(id, quantity);
        }

        @Override
        public void price(String id, long amount) {
            this.catalog.price(id, amount);
        }

        @Override
        public void manyProducts(String prefix, int count, String leaf) {
            this.catalog.inBulk(() -> this.catalog.manyProducts(prefix, count, leaf));
        }

        @Override
        public void deleteProduct(String id) {
            this.catalog.deleteProduct(id);
        }

    }

}
