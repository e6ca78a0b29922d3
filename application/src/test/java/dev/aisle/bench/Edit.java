package dev.aisle.bench;

import java.io.IOException;
import java.math.BigDecimal;

import tools.jackson.databind.JsonNode;

/**
 * One edit of one product, and how a shopper would see it.
 *
 * @param path where it is sent to
 * @param body what is sent
 * @param page the storefront page that shows it
 * @param sign what that page says then
 */
record Edit(String path, String body, String page, Sign sign) {

    /** Tells whether a page shows an edit. */
    interface Sign {

        boolean isOn(JsonNode page);

    }

    static Edit rename(int product, long n) {
        var name = "Renamed %d, edit %d".formatted(product, n);
        return new Edit("/products/p" + product, "{\"name\":\"%s\"}".formatted(name), "/v1/products/p" + product,
                page -> page.path("name").asString("").equals(name));
    }

    static Edit sellOut(int product) {
        return stock(product, 0);
    }

    static Edit stock(int product, int quantity) {
        var wanted = (quantity == 0) ? "out_of_stock" : "in_stock";
        return new Edit("/stock-levels", "[{\"id\":\"p%d\",\"quantity\":%d}]".formatted(product, quantity),
                "/v1/products/p" + product, page -> page.path("availability").asString("").equals(wanted));
    }

    /** A few cents more than it cost in the beginning. */
    static Edit reprice(int product, SeedCatalog catalog, long n) {
        return reprice(product, catalog, catalog.facts(product).price() + 1 + (int) (n % 100));
    }

    /** So cheap that it comes first in its leaf, as long as few others are. */
    static Edit makeCheap(int product, SeedCatalog catalog) {
        return reprice(product, catalog, 1);
    }

    private static Edit reprice(int product, SeedCatalog catalog, int cents) {
        int leaf = catalog.facts(product).leaves().stream().filter(catalog::isVisible).findFirst().orElseThrow();
        var amount = BigDecimal.valueOf(cents, 2).toString();
        return new Edit("/prices",
                "[{\"id\":\"p%d\",\"price\":{\"amount\":\"%s\",\"currency\":\"USD\"}}]".formatted(product, amount),
                "/v1/categories/c%d/products?sort=price&first=24".formatted(leaf),
                page -> {
                    for (var card : page.path("products")) {
                        if (card.path("id").asString("").equals("p" + product)) {
                            return card.path("price").path("amount").asString("").equals(amount);
                        }
                    }
                    return false;
                });
    }

    void send(AisleClient client) throws IOException, InterruptedException {
        if (this.path.startsWith("/products/")) {
            client.patch(this.path, this.body);
        } else {
            client.postItems(this.path, this.body);
        }
    }

    boolean isSeen(AisleClient client) throws IOException, InterruptedException {
        return this.sign.isOn(client.getJson(this.page));
    }

}
