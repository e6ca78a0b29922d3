package dev.aisle.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes up files to import: small, with some dirt in them. */
public final class FeedGenerator {

    private static final List<String> LEVELS = List.of("§-Food > §-Fruit", "§-Food > §-Bread",
            "§-Food > §-Bread > §-Buns",
            "§-Home", "§-Home > §-Light");

    private final SplittableRandom random;

    /**
     * A generator.
     * @param random decides
     */
    public FeedGenerator(SplittableRandom random) {
        this.random = random;
    }

    /** A taxonomy of three categories. */
    String taxonomy() {
        return """
                # Google_Product_Taxonomy_Version: 2024-07-01
                §-t1 - §-Food
                §-t2 - §-Food > §-Fruit
                §-t%d - §-Garden
                """.formatted(3 + this.random.nextInt(2));
    }

    /**
     * A feed.
     * @param rows how many products it has at most
     * @return tab-separated values
     */
    public String feed(int rows) {
        var feed = new StringBuilder(
                "id\ttitle\tbrand\tprice\tsale_price\tavailability\tquantity\tproduct_type\timage_link\n");
        for (int row = 0; row < rows; row++) {
            feed.append(String.join("\t", row(row))).append('\n');
        }
        return feed.toString();
    }

    private List<String> row(int row) {
        var fields = new ArrayList<String>();
        fields.add("§-f" + (chance(90) ? row : this.random.nextInt(5)));
        fields.add(chance(97) ? "Fed thing " + this.random.nextInt(40) : "");
        fields.add(chance(50) ? "Brand " + this.random.nextInt(3) : "");
        fields.add(chance(85) ? this.random.nextInt(1, 6) + ".00 USD" : chance(50) ? "" : "-1 USD");
        fields.add(chance(20) ? "0.50 USD" : "");
        fields.add(chance(80) ? "in_stock" : "out_of_stock");
        fields.add(chance(50) ? String.valueOf(this.random.nextInt(4)) : "");
        fields.add(chance(70) ? type() : "\"%s,%s\"".formatted(type(), type()));
        fields.add("https://images.example/" + row + ".jpg");
        return fields;
    }

    private String type() {
        return LEVELS.get(this.random.nextInt(LEVELS.size()));
    }

    private boolean chance(int percent) {
        return this.random.nextInt(100) < percent;
    }

}
