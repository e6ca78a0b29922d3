package dev.aisle.oracle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import org.jspecify.annotations.Nullable;

import dev.aisle.oracle.Step.Call;
import dev.aisle.oracle.Step.ClockReaches;
import dev.aisle.oracle.Step.Compare;
import dev.aisle.oracle.Step.Import;
import dev.aisle.oracle.Step.Poison;
import dev.aisle.oracle.Step.RedisIsEmptied;
import dev.aisle.oracle.Step.SplitLeaf;
import dev.aisle.oracle.Step.StartJob;
import dev.aisle.oracle.Step.SyncLosesConnections;
import dev.aisle.oracle.Step.Twice;
import dev.aisle.oracle.Step.UpsertCategories;
import dev.aisle.oracle.Step.UpsertProducts;

/** Makes up histories: the same seed makes the same history. */
public final class HistoryGenerator {

    /** How many histories of a hundred begin with a feed instead of edits. */
    private static final int FED = 25;

    /** How many edits of 160 are imports, which take longer than anything else. */
    private static final int IMPORTS = 1;

    /** How many histories of a hundred have jobs run beside them. */
    private static final int WITH_JOBS = 15;

    /** How many histories of a hundred have a product that the database refuses for a while. */
    private static final int POISONED = 20;

    private static final List<List<String>> JOBS = List.of(List.of("rebuild-read-model"),
            List.of("rebuild-read-model", "rollback-read-model"), List.of("rollback-read-model"),
            List.of("reconcile-read-model"), List.of("reconcile-read-model"));

    private final SplittableRandom random;

    private final Dice dice;

    private final Sketch sketch;

    private final List<Step> steps = new ArrayList<>();

    private int minute;

    private HistoryGenerator(long seed) {
        this.random = new SplittableRandom(seed);
        this.dice = new Dice(this.random);
        this.sketch = new Sketch(this.random);
    }

    public static CatalogHistory generate(long seed) {
        var generator = new HistoryGenerator(seed);
        generator.begin();
        int edits = 15 + generator.random.nextInt(25);
        for (int i = 0; i < edits; i++) {
            generator.edit();
        }
        generator.steps.add(new Compare());
        generator.disturb();
        return new CatalogHistory(seed, generator.steps);
    }

    /** In some histories the read model is built anew meanwhile, gone back from, reconciled, or can't be written. */
    private void disturb() {
        if (this.dice.chance(WITH_JOBS)) {
            for (String job : this.dice.any(JOBS)) {
                this.steps.add(this.random.nextInt(this.steps.size()), new StartJob(job));
            }
        }
        if (this.dice.chance(POISONED)) {
            this.steps.add(this.random.nextInt(this.steps.size()), new Poison(this.dice.any(this.sketch.products())));
        }
    }

    // --- the beginning: a tree with products in it ---

    private void begin() {
        int categories = 6 + this.random.nextInt(7);
        boolean fed = this.dice.chance(FED);
        var items = new ArrayList<UpsertCategories.Item>();
        String last = null;
        for (int i = 0; i < categories; i++) {
            List<String> branches = this.sketch.branches();
            boolean root = i == 0 || this.dice.chance(12);
            boolean deeper = last != null && this.dice.chance(70) && branches.contains(last);
            String parent = root ? null : deeper ? last : this.dice.any(branches);
            if (fed) {
                last = this.sketch.newCategory(parent);
                items.add(new UpsertCategories.Item(last, this.dice.name(), parent, false));
            } else {
                last = createCategory(parent);
            }
        }
        if (fed) {
            this.steps.add(new UpsertCategories(items));
        }
        int products = 4 + this.random.nextInt(6);
        if (fed || this.dice.chance(15)) {
            upsertProducts(products);
        }
        for (int i = this.sketch.products().size(); i < products; i++) {
            putProduct(this.sketch.newProduct());
        }
        this.steps.add(stockLevels(this.sketch.products(), true));
        this.steps.add(prices(this.sketch.products(), true));
        if (this.dice.chance(50)) {
            this.steps.add(new Compare());
        }
    }

    private String createCategory(@Nullable String parent) {
        String id = this.sketch.newCategory(parent);
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("id", id);
        body.put("parentId", parent);
        body.put("name", this.dice.name());
        if (this.dice.chance(20)) {
            body.put("slug", this.dice.slug());
        }
        if (this.dice.chance(20)) {
            body.put("description", "About " + this.dice.name());
            body.put("imageUrl", "https://images.example/" + this.random.nextInt(99) + ".svg");
        }
        if (this.dice.chance(5)) {
            body.put("hidden", true);
        }
        if (this.dice.chance(14)) {
            body.put("displayWindow", this.dice.window());
        }
        this.steps.add(AdminCalls.createCategory(body));
        return id;
    }

    private void putProduct(String id) {
        var body = new LinkedHashMap<String, @Nullable Object>();
        body.put("name", this.dice.name());
        if (this.dice.chance(40)) {
            body.put("slug", this.dice.slug());
        }
        body.put("status", this.dice.chance(92) ? "active" : this.dice.chance(50) ? "draft" : "discontinued");
        if (this.dice.chance(25)) {
            body.put("saleWindow", this.dice.window());
        }
        details(body);
        this.steps.add(AdminCalls.putProduct(id, this.dice.chance(50) ? null : "*", body));
        place(id);
    }

    private void details(Map<String, @Nullable Object> body) {
        if (this.dice.chance(40)) {
            body.put("brand", "Brand " + this.random.nextInt(3));
        }
        if (this.dice.chance(30)) {
            body.put("images", List.of("https://images.example/" + this.random.nextInt(5), "https://images.example/x"));
        }
        if (this.dice.chance(30)) {
            var attributes = new LinkedHashMap<String, @Nullable Object>();
            attributes.put(this.dice.chance(50) ? "size" : "width", "7");
            attributes.put("color", this.dice.chance(50) ? "red" : "blue");
            body.put("attributes", attributes);
        }
        if (this.dice.chance(20)) {
            body.put("description", "Words about it, " + this.random.nextInt(9));
            body.put("sku", "SKU-" + this.random.nextInt(99));
            body.put("mpn", "M" + this.random.nextInt(99));
        }
    }

    private void place(String product) {
        var places = new LinkedHashMap<String, @Nullable Integer>();
        List<String> leaves = this.sketch.leaves();
        int wanted = leaves.isEmpty() || this.dice.chance(5) ? 0 : 1 + this.random.nextInt(3);
        for (int i = 0; i < wanted; i++) {
            places.put(this.dice.any(leaves), this.dice.chance(70) ? Integer.valueOf(this.random.nextInt(4)) : null);
        }
        this.sketch.place(product, places.keySet());
        this.steps.add(AdminCalls.place(product, places));
    }

    // --- what happens then ---

    private void edit() {
        int choice = this.random.nextInt(160);
        if (choice < 45) {
            editCategory(choice);
        } else if (choice < 90) {
            editProduct(choice - 45);
        } else if (choice < 112) {
            this.steps.add(this.dice.chance(50) ? stockLevels(this.dice.some(this.sketch.products()), false)
                    : prices(this.dice.some(this.sketch.products()), false));
        } else if (choice < 117) {
            upsertProducts(1 + this.random.nextInt(4));
        } else if (choice < 120) {
            upsertCategories();
        } else if (choice < 123) {
            splitLeaf();
        } else if (choice < 123 + IMPORTS) {
            importFiles();
        } else if (choice < 141) {
            this.minute += this.dice.chance(75) ? 1 : 2;
            this.steps.add(new ClockReaches(this.minute, this.dice.chance(60) ? 0 : this.random.nextInt(3) - 1));
        } else if (choice < 147) {
            this.steps.add(new Compare());
        } else if (choice < 148) {
            this.steps.add(new SyncLosesConnections());
        } else if (choice < 149) {
            this.steps.add(new RedisIsEmptied());
        } else if (choice < 152) {
            this.steps.add(new Twice(stockLevels(this.dice.some(this.sketch.products()), false)));
        } else {
            this.steps.add(nonsense());
        }
    }

    private void importFiles() {
        var files = new FeedGenerator(this.random);
        this.steps.add(new Import(this.dice.chance(50) ? files.taxonomy() : null,
                files.feed(1 + this.random.nextInt(8)), this.dice.chance(80) ? "upsert" : "full"));
    }

    private void editCategory(int choice) {
        if (this.sketch.categories().isEmpty()) {
            createCategory(null);
            return;
        }
        String id = this.dice.any(this.sketch.categories());
        if (choice < 6) {
            patchCategory(id, Map.of("hidden", true));
        } else if (choice < 14) {
            patchCategory(id, Map.of("hidden", false));
        } else if (choice < 17) {
            patchCategory(id, Map.of("name", this.dice.name()));
        } else if (choice < 22) {
            patchCategory(id, Map.of("slug", this.dice.slug()));
        } else if (choice < 24) {
            patchCategory(id,
                    Map.of("description", "Now " + this.dice.name(), "imageUrl", "https://images.example/new.svg"));
        } else if (choice < 28) {
            patchCategory(id, Map.of("displayWindow", this.dice.window()));
        } else if (choice < 36) {
            List<String> parents = this.sketch.newParents(id);
            String parent = parents.isEmpty() || this.dice.chance(15) ? null : this.dice.any(parents);
            this.steps.add(AdminCalls.moveCategory(id, parent, this.dice.chance(30) ? this.random.nextInt(4) : null));
            this.sketch.move(id, parent);
        } else if (choice < 39) {
            if (this.sketch.children(id).isEmpty() && !this.sketch.holdsProducts(id)) {
                this.sketch.removeCategory(id);
            }
            this.steps.add(AdminCalls.deleteCategory(id));
        } else if (choice < 42) {
            List<String> children = new ArrayList<>(this.sketch.children(id));
            this.dice.shuffle(children);
            this.steps.add(AdminCalls.orderChildren(id, children));
        } else {
            List<String> branches = this.sketch.branches();
            createCategory(branches.isEmpty() || this.dice.chance(20) ? null : this.dice.any(branches));
        }
    }

    private void patchCategory(String id, Map<String, @Nullable Object> body) {
        this.steps.add(AdminCalls.patchCategory(id, this.dice.chance(90) ? "*" : "current", body));
    }

    private void editProduct(int choice) {
        if (this.sketch.products().isEmpty() || choice < 4) {
            putProduct(this.sketch.newProduct());
            return;
        }
        String id = this.dice.any(this.sketch.products());
        var body = new LinkedHashMap<String, @Nullable Object>();
        if (choice < 8) {
            putProduct(id);
            return;
        } else if (choice < 13) {
            body.put("name", this.dice.name());
            details(body);
        } else if (choice < 18) {
            body.put("slug", this.dice.slug());
        } else if (choice < 24) {
            body.put("status", this.dice.chance(65) ? "active" : this.dice.chance(50) ? "draft" : "discontinued");
        } else if (choice < 30) {
            body.put("saleWindow", this.dice.chance(70) ? this.dice.window() : null);
        } else if (choice < 39) {
            place(id);
            return;
        } else {
            this.sketch.removeProduct(id);
            this.steps.add(AdminCalls.deleteProduct(id));
            if (this.dice.chance(60)) {
                String again = this.sketch.newProduct();
                putProduct(again);
                this.steps.add(stockLevels(List.of(again), true));
                this.steps.add(prices(List.of(again), true));
            }
            return;
        }
        this.steps.add(AdminCalls.patchProduct(id, this.dice.chance(90) ? "*" : "current", body));
    }

    private Call stockLevels(List<String> products, boolean plenty) {
        return AdminCalls.stockLevels(products.stream().<Map<String, @Nullable Object>>map(id -> {
            var item = new LinkedHashMap<String, @Nullable Object>();
            item.put("id", id);
            if (this.dice.chance(70)) {
                item.put("quantity", plenty && this.dice.chance(93) ? 3 : this.random.nextInt(3));
            } else {
                item.put("available", this.dice.chance(plenty ? 93 : 60));
            }
            if (this.dice.chance(20)) {
                item.put("sourceVersion", 1 + this.random.nextInt(4));
            }
            return item;
        }).toList());
    }

    private Call prices(List<String> products, boolean all) {
        return AdminCalls.prices(products.stream().<Map<String, @Nullable Object>>map(id -> {
            var item = new LinkedHashMap<String, @Nullable Object>();
            item.put("id", id);
            item.put("price", this.dice.chance(all ? 95 : 85) ? Dice.money(1 + this.random.nextInt(5)) : null);
            if (this.dice.chance(35)) {
                var sale = new LinkedHashMap<String, @Nullable Object>(Dice.money(1 + this.random.nextInt(3)));
                sale.putAll(this.dice.window());
                item.put("salePrice", sale);
            }
            if (this.dice.chance(15)) {
                item.put("sourceVersion", 1 + this.random.nextInt(4));
            }
            return item;
        }).toList());
    }

    private void upsertProducts(int count) {
        var items = new ArrayList<UpsertProducts.Item>();
        for (int i = 0; i < count; i++) {
            List<String> present = this.sketch.products();
            String id = present.isEmpty() || this.dice.chance(60) ? this.sketch.newProduct() : this.dice.any(present);
            List<String> leaves = this.sketch.leaves();
            var place = new LinkedHashSet<String>();
            for (int j = this.random.nextInt(3); j >= 0 && !leaves.isEmpty(); j--) {
                place.add(this.dice.any(leaves));
            }
            List<String> unplace = this.sketch.leavesOf(id).stream()
                    .filter(leaf -> !place.contains(leaf) && this.dice.chance(40))
                    .toList();
            items.add(new UpsertProducts.Item(id, this.dice.name(),
                    this.dice.chance(80) ? 100 * (1 + this.random.nextInt(5)) : null,
                    this.dice.chance(80) ? Integer.valueOf(this.random.nextInt(4)) : null, List.copyOf(place),
                    unplace));
            var leavesNow = new LinkedHashSet<>(this.sketch.leavesOf(id));
            unplace.forEach(leavesNow::remove);
            leavesNow.addAll(place);
            this.sketch.place(id, leavesNow);
        }
        this.steps.add(new UpsertProducts(items));
    }

    private void upsertCategories() {
        var items = new ArrayList<UpsertCategories.Item>();
        for (int i = 1 + this.random.nextInt(3); i > 0; i--) {
            List<String> branches = this.sketch.branches();
            String parent = branches.isEmpty() || this.dice.chance(20) ? null : this.dice.any(branches);
            items.add(new UpsertCategories.Item(this.sketch.newCategory(parent), this.dice.name(), parent,
                    this.dice.chance(50)));
        }
        this.steps.add(new UpsertCategories(items));
    }

    private void splitLeaf() {
        List<String> leaves = this.sketch.leaves().stream().filter(this.sketch::holdsProducts).toList();
        if (!leaves.isEmpty()) {
            String leaf = this.dice.any(leaves);
            String child = this.sketch.newCategory(leaf);
            this.sketch.split(leaf, child);
            this.steps.add(new SplitLeaf(leaf, child));
        }
    }

    /** Something that has to be refused, or at least must do no harm. */
    private Call nonsense() {
        List<String> categories = this.sketch.categories();
        String category = categories.isEmpty() ? "§-none" : this.dice.any(categories);
        List<String> products = this.sketch.products();
        String product = products.isEmpty() ? "§-none" : this.dice.any(products);
        return switch (this.random.nextInt(9)) {
            case 0 -> AdminCalls.moveCategory(category, category, null);
            case 1 -> AdminCalls.patchCategory(category, "\"999\"", Map.of("name", this.dice.name()));
            case 2 -> AdminCalls.patchProduct(product, null, Map.of("name", this.dice.name()));
            case 3 -> AdminCalls.place(product, Map.of("§-nowhere", 1));
            case 4 -> AdminCalls.deleteCategory(this.sketch.roots().stream().findFirst().orElse("§-none"));
            case 5 -> AdminCalls.orderChildren(category, List.of("§-nobody"));
            case 6 -> AdminCalls.patchCategory(category, "*", Map.of("slug", "Not A Slug!"));
            case 7 -> AdminCalls.moveCategory(
                    this.dice.any(this.sketch.roots().isEmpty() ? List.of("§-none") : this.sketch.roots()),
                    category, null);
            default -> AdminCalls.stockLevels(List.of(Map.of("id", "§-unknown", "quantity", 1),
                    Map.of("id", product, "quantity", -1)));
        };
    }

}
