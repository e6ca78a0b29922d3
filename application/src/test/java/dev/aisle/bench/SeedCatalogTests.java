package dev.aisle.bench;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.aisle.command.Patch;
import dev.aisle.kernel.ProductId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class SeedCatalogTests {

    private final SeedCatalog catalog = SeedCatalog.of(100_000);

    @Test
    void itsLevelsGrowAsWanted() {
        Map<Integer, Long> levels = IntStream.rangeClosed(1, this.catalog.categories()).boxed()
                .collect(Collectors.groupingBy(this.catalog::level, Collectors.counting()));

        assertThat(levels).isEqualTo(Map.of(1, 10L, 2, 40L, 3, 100L, 4, 250L, 5, 600L));
    }

    @Test
    void parentsComeBeforeTheirChildren() {
        assertThat(IntStream.rangeClosed(this.catalog.roots() + 1, this.catalog.categories()))
                .allMatch(category -> this.catalog.parent(category) < category
                        && this.catalog.level(this.catalog.parent(category)) == this.catalog.level(category) - 1);
    }

    @Test
    void oneInTwentyOfTheLowerCategoriesIsHidden() {
        var large = SeedCatalog.of(1_000_000);

        long hidden = IntStream.rangeClosed(1, large.categories()).mapToObj(large::category)
                .filter(category -> category.hidden().equals(Patch.put(true))).count();

        assertThat(hidden / (0.85 * large.categories())).isCloseTo(0.05, within(0.01));
    }

    @Test
    void aSeventhOfTheProductsCannotBeSold() {
        long unsold = IntStream.rangeClosed(1, this.catalog.products()).mapToObj(this.catalog::facts)
                .filter(facts -> !facts.active() || facts.quantity() == 0).count();

        assertThat(unsold / (double) this.catalog.products()).isCloseTo(0.145, within(0.005));
    }

    @Test
    void productsStandInOneLeafOrTwo() {
        double leaves = IntStream.rangeClosed(1, this.catalog.products()).map(
                product -> this.catalog.facts(product).leaves().size()).average().orElseThrow();

        assertThat(leaves).isCloseTo(1.5, within(0.01));
    }

    @Test
    void eachProductComesOnceAndIsAlwaysTheSame() {
        Map<ProductId, Long> ids = IntStream.range(0, this.catalog.products())
                .mapToObj(n -> this.catalog.productInOrder(n).id())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(ids).hasSize(this.catalog.products()).containsKey(new ProductId("p1"));
        assertThat(this.catalog.product(7)).isEqualTo(SeedCatalog.of(100_000).product(7));
    }

}
