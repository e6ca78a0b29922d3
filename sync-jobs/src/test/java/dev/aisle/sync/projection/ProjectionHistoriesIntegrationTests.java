package dev.aisle.sync.projection;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.support.JdbcTransactionManager;

import dev.aisle.kernel.testing.TestDatabase;
import dev.aisle.sync.projection.Projected.Done;

/** Random histories of the write model, projected in batches of random size. */
class ProjectionHistoriesIntegrationTests {

    private static final int STEPS = 250;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theReadModelEndsEqualToTheWriteModel(long seed) {
        try (var database = TestDatabase.create()) {
            var random = new Random(seed);
            var catalog = new WriteModel(database.owner());
            var readModel = new ReadModel(catalog.jdbc(), "read_g1");
            var projection = new Projection(database.sync(), new JdbcTransactionManager(database.sync()));
            var steps = steps(catalog);
            for (int step = 0; step < STEPS; step++) {
                attempt(catalog, steps.get(random.nextInt(steps.size())), random);
                if (random.nextInt(3) == 0) {
                    projection.next(new ProjectionSql(1), 1 + random.nextInt(8), true);
                }
                if (step % 50 == 49) {
                    projectAll(projection, random);
                    readModel.isExact();
                }
            }
        }
    }

    private static void projectAll(Projection projection, Random random) {
        while (((Done) projection.next(new ProjectionSql(1), 1 + random.nextInt(20), true)).more()) {
            Thread.onSpinWait();
        }
    }

    /** What breaks a rule of the tables is no part of the history. */
    private static void attempt(WriteModel catalog, Consumer<Random> step, Random random) {
        try {
            if (random.nextInt(4) == 0) {
                catalog.inBulk(() -> step.accept(random));
            } else {
                step.accept(random);
            }
        } catch (DataIntegrityViolationException _) {
            catalog.endBulk();
        }
    }

    private static List<Consumer<Random>> steps(WriteModel catalog) {
        return List.of(
                random -> catalog.category(category(random), (random.nextInt(3) == 0) ? null : category(random)),
                random -> move(catalog, category(random), category(random)),
                random -> catalog.changeCategory(category(random), "hidden = NOT hidden"),
                random -> catalog.changeCategory(category(random), "display_until = " + soon(random)),
                random -> catalog.changeCategory(category(random), "display_from = NULL, display_until = NULL"),
                random -> catalog.changeCategorySlug(category(random), "s" + random.nextInt(5)),
                random -> catalog.deleteCategory(category(random)),
                random -> catalog.product(product(random), placements(catalog, random)),
                random -> catalog.product(product(random), placements(catalog, random)),
                random -> catalog.product(product(random), placements(catalog, random)),
                random -> place(catalog, product(random), random),
                random -> place(catalog, product(random), random),
                random -> catalog.stock(product(random), random.nextInt(2)),
                random -> catalog.price(product(random), random.nextInt(5)),
                random -> catalog.changePrice(product(random), "amount = NULL"),
                random -> catalog.changePrice(product(random), "sale_amount = 1, sale_from = " + soon(random)),
                random -> catalog.changeProduct(product(random), "sale_until = " + soon(random)),
                random -> catalog.changeProduct(product(random), "status = 'discontinued'"),
                random -> catalog.changeProduct(product(random), "status = 'active', sale_until = NULL"),
                random -> catalog.changeProductSlug(product(random), "s" + random.nextInt(5)),
                random -> catalog.deleteProduct(product(random)));
    }

    private static String category(Random random) {
        return "c" + random.nextInt(12);
    }

    private static String product(Random random) {
        return "p" + random.nextInt(25);
    }

    private static String soon(Random random) {
        return WriteModel.at(Instant.now().plusMillis(random.nextInt(600)));
    }

    private static void place(WriteModel catalog, String product, Random random) {
        if (catalog.exists("product", product)) {
            catalog.place(product, placements(catalog, random));
        }
    }

    private static void move(WriteModel catalog, String category, String parent) {
        if (!catalog.isAtOrAbove(category, parent) && !catalog.isLeafWithProducts(parent)) {
            catalog.moveCategory(category, parent);
        }
    }

    private static String[] placements(WriteModel catalog, Random random) {
        return IntStream.range(0, random.nextInt(4)).mapToObj(_ -> category(random)).distinct()
                .filter(catalog::isLeaf).map(category -> category + ":" + random.nextInt(9)).toArray(String[]::new);
    }

}
