package dev.aisle.bench;

import java.util.ArrayList;
import java.util.Currency;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

import dev.aisle.command.CategoryUpsert;
import dev.aisle.command.Patch;
import dev.aisle.command.ProductUpsert;
import dev.aisle.kernel.CategoryId;
import dev.aisle.kernel.Money;
import dev.aisle.kernel.PriceEvent.SalePrice;
import dev.aisle.kernel.ProductId;
import dev.aisle.kernel.ProductStatus;
import dev.aisle.kernel.StockLevel;

/**
 * A large catalog whose every part follows from its number, so that nothing need be kept in
 * memory: depth 5; levels of 1, 4, 10, 25 and 60 % of the categories; 5 % of levels 4 and 5
 * hidden; 5 % of the products not active and 10 % sold out; one leaf a product and a second
 * one for every other.
 *
 * @param categories how many categories, {@code c1} and on; at least 100
 * @param products how many products, {@code p1} and on
 */
record SeedCatalog(int categories, int products) {

    private static final Currency USD = Currency.getInstance("USD");

    /** Coprime to every power of ten: products come in an order that says nothing of their numbers. */
    private static final long STRIDE = 7_368_787;

    static SeedCatalog of(int products) {
        return new SeedCatalog(Math.max(100, products / 100), products);
    }

    CategoryUpsert category(int number) {
        boolean hidden = isHidden(number);
        return new CategoryUpsert(categoryId(number), "Catalog " + number, true,
                (level(number) == 1) ? null : categoryId(parent(number)), true, Patch.put(hidden), Patch.keep());
    }

    /** The product that comes as the n-th, n from 0. */
    ProductUpsert productInOrder(int n) {
        return product(numberInOrder(n));
    }

    int numberInOrder(int n) {
        return 1 + (int) ((n * STRIDE) % this.products);
    }

    ProductUpsert product(int number) {
        var facts = facts(number);
        var random = new SplittableRandom(-number);
        var name = "Product " + HexFormat.of().toHexDigits(random.nextLong());
        return new ProductUpsert(productId(number), Patch.put(name), Patch.keep(),
                Patch.put(("Lorem ipsum dolor sit amet " + number + " ").repeat(12).strip()), Patch.keep(),
                Patch.keep(), Patch.keep(), Patch.put(List.of("https://img.example/" + number + ".jpg")), Patch.keep(),
                Patch.put(facts.active() ? ProductStatus.ACTIVE : ProductStatus.DISCONTINUED), Patch.keep(),
                Patch.put(new StockLevel.Tracked(facts.quantity())), Patch.put(new Money(facts.price(), USD)),
                Patch.<SalePrice>keep(), List.of(), facts.leaves().stream().map(SeedCatalog::categoryId).toList());
    }

    /** What a product's standing depends on. */
    Facts facts(int number) {
        var random = new SplittableRandom(number);
        boolean active = random.nextDouble() >= 0.05;
        int quantity = (random.nextDouble() < 0.1) ? 0 : random.nextInt(1, 101);
        int price = random.nextInt(0, 50_001);
        List<Integer> leaves = new ArrayList<>();
        leaves.add(randomLeaf(random));
        if (number % 2 == 0) {
            int second = randomLeaf(random);
            if (!leaves.contains(second)) {
                leaves.add(second);
            }
        }
        return new Facts(active, quantity, price, leaves);
    }

    /**
     * @param active whether it is active
     * @param quantity how many there are
     * @param price in minor units
     * @param leaves the numbers of its leaves
     */
    record Facts(boolean active, int quantity, int price, List<Integer> leaves) {

    }

    /** Whether shoppers find it in a listing. */
    boolean isDisplayed(int product) {
        var facts = facts(product);
        return facts.active() && facts.quantity() > 0 && facts.leaves().stream().anyMatch(this::isVisible);
    }

    boolean isVisible(int category) {
        return !isHidden(category) && (level(category) == 1 || isVisible(parent(category)));
    }

    static CategoryId categoryId(int number) {
        return new CategoryId("c" + number);
    }

    static ProductId productId(int number) {
        return new ProductId("p" + number);
    }

    int roots() {
        return share(1);
    }

    /** How many categories there are on the second level. They follow the roots. */
    int belowRoots() {
        return share(5) - share(1);
    }

    /** The one of the second level that a deeper category stands below. */
    int belowRoot(int category) {
        return (level(category) == 2) ? category : belowRoot(parent(category));
    }

    private int randomLeaf(SplittableRandom random) {
        return share(40) + 1 + random.nextInt(this.categories - share(40));
    }

    private boolean isHidden(int category) {
        return level(category) >= 4 && new SplittableRandom(-1_000_000_007L * category).nextDouble() < 0.05;
    }

    int level(int category) {
        if (category <= share(1)) {
            return 1;
        }
        if (category <= share(5)) {
            return 2;
        }
        if (category <= share(15)) {
            return 3;
        }
        return (category <= share(40)) ? 4 : 5;
    }

    int parent(int category) {
        return switch (level(category)) {
            case 2 -> 1 + category % share(1);
            case 3 -> share(1) + 1 + category % share(4);
            case 4 -> share(5) + 1 + category % share(10);
            default -> share(15) + 1 + category % share(25);
        };
    }

    private int share(int percent) {
        return (int) ((long) this.categories * percent / 100);
    }

}
